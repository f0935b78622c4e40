using Pintle.Cli.MachineReadable;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Verifying;

/// <summary>All that was found out about a layer's zip, and what that comes to.</summary>
/// <param name="Zip">The full path.</param>
/// <param name="Report">The comparison with what is in the zip and beside it.</param>
/// <param name="WithPins">Whether there were pins to compare with.</param>
/// <param name="Rebuild">Null where none was asked for, or none was possible.</param>
/// <param name="Unproved">Sentences on what could not be proved.</param>
internal sealed record Verification(string Zip, VerifyReport Report, bool WithPins, Rebuild? Rebuild, IReadOnlyList<string> Unproved)
{
    public VerifyOutcome Outcome =>
        Report.Findings.Count > 0 ? VerifyOutcome.Differs
        : Rebuild is null ? Unproved.Count > 0 ? VerifyOutcome.Unknown : VerifyOutcome.Same
        : Rebuild.Differences.Count == 0 ? VerifyOutcome.Same
        : Rebuild.IsOfTheToolchain ? VerifyOutcome.Unknown : VerifyOutcome.Differs;

    public VerifyJson ToJson() => new(
        Zip, Report.Sha256, Outcome.ToString().ToLowerInvariant(), Report.Entries, Report.Manifest?.Dotnet, Report.Manifest?.Rid, WithPins && Report.Manifest is not null,
        [.. Report.Findings.Select(finding => new VerifyDifferenceJson(finding.Check.ToString().ToLowerInvariant(), finding.Entry, finding.Message))],
        Unproved,
        Rebuild is null ? null : new RebuildJson(Rebuild.Differences.Count == 0, Rebuild.Toolchain, [.. Rebuild.Differences.Select(each => new RebuiltFileJson(each.Path, File(each.Given), File(each.Built)))]));

    private static ZippedFileJson? File(ZippedFile? file) => file is null ? null : new ZippedFileJson(file.Size, file.Sha256, file.Mode);
}
