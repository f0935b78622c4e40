/*
 * The bootstrap's own runtime (NativeAOT) starts before Main and takes the same DOTNET_ variables as the CLR that it will start: a heap limit or a size of regions
 * that is meant for the function would be the bootstrap's too, and one that is too small ends the process with 255 and without a word.
 * So they have another name until Main, which gives it back with the first thing that it does. The C library has set environ when this runs.
 */
extern char **environ;

static const char Prefix[] = "DOTNET_";

/* No variable that a shell or Lambda can set begins with it. */
enum { Hidden = 1 };

static void rename_all(char from, char to)
{
    for (char **each = environ; each != 0 && *each != 0; each++)
    {
        char *name = *each;
        if (name[0] != from)
            continue;
        unsigned i = 1;
        while (Prefix[i] != 0 && name[i] == Prefix[i])
            i++;
        if (Prefix[i] == 0)
            name[0] = to;
    }
}

__attribute__((constructor)) static void hide_clr_variables(void)
{
    rename_all(Prefix[0], Hidden);
}

/* Called by Main. */
void pintle_show_clr_variables(void)
{
    rename_all(Hidden, Prefix[0]);
}
