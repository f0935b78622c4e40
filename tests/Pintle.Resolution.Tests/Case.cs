namespace Pintle.Resolution.Tests;

/// <summary>One published application: which publish it starts from, and what is then changed in it.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Publish">Gives the published folder.</param>
/// <param name="Change">Changes a copy of it.</param>
/// <param name="Folder">The task root's own name.</param>
internal sealed record Case(string Name, Func<Task<string>> Publish, Action<Application> Change, string Folder = "task")
{
    public override string ToString() => Name;
}
