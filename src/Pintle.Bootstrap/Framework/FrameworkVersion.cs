using System.Globalization;
using Pintle.Bootstrap.Package;

namespace Pintle.Bootstrap.Framework;

/// <summary>A framework's version as the .NET host compares them: three numbers, and a prerelease below its release (semver.org, 11). Not an assembly's version; that is <see cref="AssetVersions"/>.</summary>
internal readonly record struct FrameworkVersion(int Major, int Minor, int Patch, string Prerelease) : IComparable<FrameworkVersion>
{
    public static bool TryParse(string? text, out FrameworkVersion version)
    {
        version = default;
        if (text is null)
            return false;
        var build = text.IndexOf('+', StringComparison.Ordinal);
        var whole = build < 0 ? text : text[..build];
        var dash = whole.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? whole : whole[..dash]).Split('.');
        if (numbers.Length != 3 || !IsNumber(numbers[0], out var major) || !IsNumber(numbers[1], out var minor) || !IsNumber(numbers[2], out var patch) || dash == whole.Length - 1)
            return false;
        version = new FrameworkVersion(major, minor, patch, dash < 0 ? "" : whole[(dash + 1)..]);
        return true;
    }

    public int CompareTo(FrameworkVersion other)
    {
        var order = Major != other.Major ? Major.CompareTo(other.Major) : Minor != other.Minor ? Minor.CompareTo(other.Minor) : Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
    }

    private static int ComparePrerelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return right.Length.CompareTo(left.Length);
        var (lefts, rights) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < lefts.Length && i < rights.Length; i++)
        {
            var (leftIsNumber, rightIsNumber) = (IsNumber(lefts[i], out var leftNumber), IsNumber(rights[i], out var rightNumber));
            var order = leftIsNumber && rightIsNumber ? leftNumber.CompareTo(rightNumber)
                : leftIsNumber != rightIsNumber ? (leftIsNumber ? -1 : 1)
                : string.CompareOrdinal(lefts[i], rights[i]);
            if (order != 0)
                return order;
        }
        return lefts.Length.CompareTo(rights.Length);
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
