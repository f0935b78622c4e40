using System.Text.RegularExpressions;

namespace Pintle.Cli.Cloud;

/// <summary>AWS's names as given on the command line, checked against AWS's rules before any request.</summary>
internal static partial class Names
{
    /// <exception cref="ToolException">It is no layer's name.</exception>
    public static string RequireLayer(string option, string name) => LayerName().IsMatch(name) ? name : throw Wrong(option, "to have up to 140 letters, digits, - and _", name);

    /// <exception cref="ToolException">It is no alias's name.</exception>
    public static string? RequireAlias(string? name) => name is null || AliasName().IsMatch(name) ? name : throw Wrong("--alias", "to have up to 128 letters, digits, - and _, and not digits alone", name);

    /// <exception cref="ToolException">It is no organization's id.</exception>
    public static string RequireOrganization(string id) => Organization().IsMatch(id) ? id : throw Wrong("--organization", "to be an organization's id such as o-a1b2c3d4e5", id);

    /// <exception cref="ToolException">It is no account's id.</exception>
    public static string RequireAccount(string id) => Account().IsMatch(id) ? id : throw Wrong("--account", "to be an account's 12 digits", id);

    /// <exception cref="ToolException">It is no bucket's name.</exception>
    public static string? RequireBucket(string? name) => name is null || Bucket().IsMatch(name.Replace("{region}", "region", StringComparison.Ordinal)) ? name : throw Wrong("--s3-bucket", "to be a bucket's name", name);

    private static ToolException Wrong(string option, string expected, string found) => new($"Expected {option} {expected}, found '{(found.Length > 60 ? found[..60] + "…" : found)}'. Correct it.");

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,140}\z")]
    private static partial Regex LayerName();

    [GeneratedRegex(@"\A(?![0-9]+\z)[a-zA-Z0-9_-]{1,128}\z")]
    private static partial Regex AliasName();

    [GeneratedRegex(@"\Ao-[a-z0-9]{10,32}\z")]
    private static partial Regex Organization();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Bucket();
}
