/* A CLR profiler with no more than it takes: it asks for module loads and says on standard error that it started and what it was first told of.
   The interfaces are tables of functions in the order of dotnet/runtime, src/coreclr/inc/corprof.idl. */
#include <stdint.h>
#include <stdio.h>

typedef struct Object { void **table; } Object;
typedef int32_t (*QueryInterface)(void *, const uint8_t *, void **);
typedef int32_t (*SetEventMask)(void *, uint32_t);

enum { MonitorModuleLoads = 4, NoInterface = (int32_t)0x80004002 };
enum { Initialize = 3, ModuleLoadFinished = 14, CreateInstance = 3, SetEventMaskSlot = 16 };

/* ICorProfilerInfo, {28B5557D-3F3F-48b4-90B2-5F9EEA2F6C48} */
static const uint8_t ProfilerInfo[16] = { 0x7d, 0x55, 0xb5, 0x28, 0x3f, 0x3f, 0xb4, 0x48, 0x90, 0xb2, 0x5f, 0x9e, 0xea, 0x2f, 0x6c, 0x48 };
static int modules;
static void *callbacks[160];
static void *factory[5];
static Object profiler = { callbacks };
static Object profilerFactory = { factory };

static int32_t Ok(void) { return 0; }
static uint32_t One(void) { return 1; }

/* Every version of ICorProfilerCallback begins with those before it, and the table has room for all. */
static int32_t GetInterface(void *self, const uint8_t *id, void **result) { (void)id; *result = self; return 0; }

static int32_t Start(void *self, Object *runtime)
{
    Object *info = 0;
    int32_t status;
    (void)self;
    status = ((QueryInterface)runtime->table[0])(runtime, ProfilerInfo, (void **)&info);
    if (status == 0)
        status = ((SetEventMask)info->table[SetEventMaskSlot])(info, MonitorModuleLoads);
    fprintf(stderr, "profiler: started, status %d\n", (int)status);
    return status;
}

static int32_t ModuleLoaded(void *self, uintptr_t module, int32_t status)
{
    (void)self;
    if (modules++ == 0)
        fprintf(stderr, "profiler: sees modules, status %d, %s\n", (int)status, module ? "with an id" : "without an id");
    return 0;
}

static int32_t Create(void *self, void *outer, const uint8_t *id, void **result)
{
    (void)self; (void)outer; (void)id;
    *result = &profiler;
    return 0;
}

__attribute__((visibility("default"))) int32_t DllGetClassObject(const uint8_t *class, const uint8_t *id, void **result)
{
    (void)id;
    if (class[0] != 0x0d)
        return NoInterface;
    for (int i = 0; i < 160; i++)
        callbacks[i] = (void *)Ok;
    callbacks[0] = factory[0] = (void *)GetInterface;
    callbacks[1] = callbacks[2] = factory[1] = factory[2] = (void *)One;
    callbacks[Initialize] = (void *)Start;
    callbacks[ModuleLoadFinished] = (void *)ModuleLoaded;
    factory[CreateInstance] = (void *)Create;
    factory[4] = (void *)Ok;
    *result = &profilerFactory;
    return 0;
}
