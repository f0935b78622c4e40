namespace Pintle.Layer.Audit;

/// <summary>An audit's lines and what they come to.</summary>
/// <param name="Layer">What was looked at, as it was given.</param>
/// <param name="Function">The function that was looked into, or <c>null</c>.</param>
/// <param name="Day">The day that ends of support were compared with.</param>
/// <param name="Notices">What could not be had.</param>
public sealed record AuditReport(string Layer, string? Function, DateOnly Day, IReadOnlyList<AuditComponent> Components, IReadOnlyList<string> Notices)
{
    /// <summary>The worst standing of all: a missed fix outweighs an unknown, and that outweighs being behind.</summary>
    public Standing Worst => Components.Max(component => component.Standing);

    /// <summary>0 current, 1 behind, 2 a security fix missed, 3 could not tell.</summary>
    public int ExitCode => Worst switch
    {
        Standing.SecurityFixMissed => 2,
        Standing.Behind => 1,
        Standing.Unknown => 3,
        _ => 0,
    };

    /// <summary>Every missed fix once.</summary>
    public IEnumerable<MissedFix> Missed => Components.SelectMany(component => component.Missed).DistinctBy(fix => fix.Id, StringComparer.Ordinal);
}
