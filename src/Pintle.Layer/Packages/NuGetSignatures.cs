using NuGet.Common;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Signing;
using NuGet.Versioning;
using Pintle.Layer.Definition;
using Pintle.Layer.Engine;

namespace Pintle.Layer.Packages;

/// <summary>
/// NuGet's own verification of a package's signatures: every chain ends at a root that the .NET SDK trusts, and a package of Microsoft's is signed by Microsoft and countersigned by a repository, both with timestamps.
/// It asks no server, so a revocation counts only if the machine knows of it already.
/// </summary>
/// <remarks>Rules: <see href="https://learn.microsoft.com/nuget/reference/signed-packages-reference"/>.</remarks>
public sealed class NuGetSignatures : IPackageTrust
{
    /// <summary>The organization in the certificate of every runtime pack and compiler that Microsoft publishes.</summary>
    public const string Author = "Microsoft Corporation";

    /// <summary>Amazon's packages need their pinned digest and any valid signature: this type does not know which certificate Amazon signs with.</summary>
    private const string Amazon = "Amazon Web Services";

    private const string Organization = "2.5.4.10";
    private const int MostReasons = 3; // Chosen, not measured: further reasons mostly follow from the first.

    private static readonly Lazy<PackageSignatureVerifier> Verifier = new(() =>
    {
        // The roots of the SDK that compiled this library stand beside it; without them every chain of a machine without its own bundle is untrusted.
        X509TrustStore.InitializeForDotNetSdk(NullLogger.Instance);
        return new PackageSignatureVerifier([new IntegrityVerificationProvider(), new SignatureTrustAndValidityVerificationProvider()]);
    });

    private static readonly SignedPackageVerifierSettings Policy = new(
        allowUnsigned: false,
        allowIllegal: false,
        allowUntrusted: false,
        allowIgnoreTimestamp: false,
        allowMultipleTimestamps: false,
        allowNoTimestamp: false,
        allowUnknownRevocation: true,
        reportUnknownRevocation: false,
        VerificationTarget.All,
        SignaturePlacement.Any,
        SignatureVerificationBehavior.Always,
        RevocationMode.Offline);

    /// <summary>Who made a package of that id.</summary>
    public static string SupplierOf(string id) => AwsEngineBuilder.Packages.Contains(id, StringComparer.Ordinal) ? Amazon : Author;

    public async Task RequireAsync(PackagePin pin, Stream package, string origin, CancellationToken cancellationToken)
    {
        try
        {
            package.Position = 0;
            using var reader = new PackageArchiveReader(package, leaveStreamOpen: true);
            var identity = await reader.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
            if (!identity.Equals(new PackageIdentity(pin.Id, new NuGetVersion(pin.Version))))
                throw Untrusted(pin, origin, $"it says of itself that it is {identity.Id} {identity.Version}");

            var signature = await reader.GetPrimarySignatureAsync(cancellationToken).ConfigureAwait(false);
            if (signature is null)
                throw Untrusted(pin, origin, "it has no signature at all: somebody took it off, or it never had one");
            if (SupplierOf(pin.Id) == Author)
                RequireSigners(pin, origin, signature);
            var result = await Verifier.Value.VerifySignaturesAsync(reader, Policy, cancellationToken).ConfigureAwait(false);
            if (!result.IsValid)
                throw Untrusted(pin, origin, Reasons(result));
        }
        catch (Exception e) when (e is SignatureException or PackagingException or InvalidDataException)
        {
            throw Untrusted(pin, origin, e.Message, e);
        }
    }

    private static void RequireSigners(PackagePin pin, string origin, PrimarySignature signature)
    {
        if (signature.Type != SignatureType.Author)
            throw Untrusted(pin, origin, $"its first signature is of the type {signature.Type}, and not its author's");
        var organization = signature.SignerInfo.Certificate?.SubjectName.EnumerateRelativeDistinguishedNames()
            .FirstOrDefault(name => !name.HasMultipleElements && name.GetSingleElementType().Value == Organization)?.GetSingleElementValue();
        if (organization != Author)
            throw Untrusted(pin, origin, $"its author signed as \"{organization}\"");
        if (RepositoryCountersignature.GetRepositoryCountersignature(signature) is null)
            throw Untrusted(pin, origin, "no repository countersigned it");
    }

    private static string Reasons(VerifySignaturesResult result)
    {
        var errors = result.Results.SelectMany(each => each.Issues)
            .Where(issue => issue.Level == LogLevel.Error)
            .Select(issue => $"{issue.Code}: {issue.Message.ReplaceLineEndings(" ")}")
            .Distinct(StringComparer.Ordinal);
        return string.Join("; ", errors.Take(MostReasons));
    }

    private static LayerException Untrusted(PackagePin pin, string origin, string reason, Exception? cause = null) => new(
        LayerFault.SignatureInvalid,
        $"Expected the package {pin} from {origin} to be signed by {SupplierOf(pin.Id)} and countersigned by a repository, found otherwise: {reason}. "
        + "Nothing of it was used. Take it from a source that serves it unchanged (dotnet nuget verify shows its signatures).",
        cause);
}
