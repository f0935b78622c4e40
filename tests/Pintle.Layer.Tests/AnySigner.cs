using Pintle.Layer.Definition;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

/// <summary>For packages that a test wrote itself and that nobody signed: what is tested there is something else.</summary>
internal sealed class AnySigner : IPackageTrust
{
    public Task RequireAsync(PackagePin pin, Stream package, string origin, CancellationToken cancellationToken) => Task.CompletedTask;
}
