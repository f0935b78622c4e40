using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FakeAws;

public sealed partial class FakeRegion
{
    internal FakeReply PublishVersion(string given, JsonObject body)
    {
        var function = Find(given);
        if (function.Pending > 0)
            throw FakeRefusal.Conflict($"The operation cannot be performed at this time. An update is in progress for resource: {function.Text("FunctionArn")}");
        RequireRevision(function, body);
        if (body["CodeSha256"]?.GetValue<string>() is { Length: > 0 } digest && digest != function.Text("CodeSha256"))
            throw FakeRefusal.Invalid($"CodeSHA256 ({digest}) is different from current CodeSHA256 in $LATEST ({function.Text("CodeSha256")}). Please try again with the CodeSHA256 in $LATEST.");
        // Nothing has changed since the last one: that one is the answer.
        if (function.Published == function.Settable() && function.Versions.Count > 0)
            return FakeReply.Json(201, function.Versions.Values.Last().DeepClone());
        var number = (function.LastVersion = Math.Max(function.LastVersion, function.Versions.Keys.LastOrDefault())) + 1;
        function.LastVersion = number;
        var published = (JsonObject)function.Configuration.DeepClone();
        published["Version"] = number.ToString(CultureInfo.InvariantCulture);
        published["FunctionArn"] = $"{published["FunctionArn"]}:{number}";
        published["RevisionId"] = Guid.NewGuid().ToString();
        if (body["Description"]?.GetValue<string>() is { Length: > 0 } description)
            published["Description"] = description;
        function.Versions[number] = published;
        function.Published = function.Settable();
        function.Configuration["RevisionId"] = Guid.NewGuid().ToString();
        return FakeReply.Json(201, published.DeepClone());
    }

    internal FakeReply ListVersions(string given, FakeRequest request)
    {
        var function = Find(given);
        return Page("Versions", [Listed(function.Configuration, "$LATEST"), .. function.Versions.Values.Select(each => Listed(each, null))], request);
    }

    internal FakeReply ListAliases(string given, FakeRequest request)
    {
        var version = request.Query("FunctionVersion");
        return Page("Aliases", Find(given).Aliases.Values.Where(each => version is null || each["FunctionVersion"]!.GetValue<string>() == version).Select(each => each.DeepClone()), request);
    }

    internal FakeReply CreateAlias(string given, JsonObject body)
    {
        var function = Find(given);
        var alias = body["Name"]!.GetValue<string>();
        if (Regex.IsMatch(alias, "^[0-9]+$"))
            throw FakeRefusal.Validation($"Value '{alias}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        if (function.Aliases.ContainsKey(alias))
            throw FakeRefusal.Conflict($"Alias already exists: {function.Text("FunctionArn")}:{alias}");
        var made = new JsonObject
        {
            ["AliasArn"] = $"{function.Text("FunctionArn")}:{alias}", ["Name"] = alias, ["Description"] = body["Description"]?.DeepClone() ?? "", ["FunctionVersion"] = body["FunctionVersion"]!.DeepClone(),
        };
        Route(function, made, body);
        function.Aliases[alias] = made;
        return FakeReply.Json(201, made.DeepClone());
    }

    internal FakeReply GetAlias(string given, string alias) => FakeReply.Json(200, FindAlias(Find(given), alias).DeepClone());

    internal FakeReply UpdateAlias(string given, string alias, JsonObject body)
    {
        var function = Find(given);
        var found = FindAlias(function, alias);
        if (body["RevisionId"]?.GetValue<string>() is { Length: > 0 } revision && revision != found["RevisionId"]!.GetValue<string>())
            throw FakeRefusal.Revision();
        var next = (JsonObject)found.DeepClone();
        foreach (var member in (string[])["FunctionVersion", "Description"])
        {
            if (body[member] is { } value)
                next[member] = value.DeepClone();
        }

        Route(function, next, body);
        function.Aliases[alias] = next;
        return FakeReply.Json(200, next.DeepClone());
    }

    internal FakeReply DeleteAlias(string given, string alias)
    {
        Find(given).Aliases.Remove(alias);
        return new FakeReply(204, []);
    }

    private static void Route(FakeFunction function, JsonObject alias, JsonObject body)
    {
        if (body["RoutingConfig"] is JsonObject routing)
        {
            var weights = routing["AdditionalVersionWeights"] as JsonObject ?? [];
            if (weights.Count > 1)
                throw FakeRefusal.Invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
            alias.Remove("RoutingConfig");
            if (weights.Count > 0)
                alias["RoutingConfig"] = new JsonObject { ["AdditionalVersionWeights"] = weights.DeepClone() };
        }

        var version = alias["FunctionVersion"]!.GetValue<string>();
        RequireVersion(function, version);
        foreach (var (other, weight) in alias["RoutingConfig"]?["AdditionalVersionWeights"] as JsonObject ?? [])
        {
            if (weight!.GetValue<double>() is < 0 or > 1)
                throw FakeRefusal.Validation($"Value '{{{other}={weight}}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]");
            if (version == "$LATEST")
                throw FakeRefusal.Invalid("$LATEST is not supported for an alias pointing to more than 1 version");
            if (other == version)
                throw FakeRefusal.Invalid($"Invalid function version {other}. Function version {other} is already included in routing configuration.");
            RequireVersion(function, other);
        }

        alias["RevisionId"] = Guid.NewGuid().ToString();
    }

    private static void RequireVersion(FakeFunction function, string version)
    {
        if (version != "$LATEST" && !(int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && function.Versions.ContainsKey(number)))
            throw FakeRefusal.NotFound($"Function not found: {function.Text("FunctionArn")}:{version}");
    }

    private static JsonObject FindAlias(FakeFunction function, string alias) => function.Aliases.TryGetValue(alias, out var found) ? found : throw FakeRefusal.NotFound($"Alias not found: {function.Text("FunctionArn")}:{alias}");

    /// <summary>What a qualifier names; of an alias with weights the first version.</summary>
    private static JsonObject Resolve(FakeFunction function, string? qualifier)
    {
        if (qualifier is null or "$LATEST")
            return function.Configuration;
        var version = function.Aliases.TryGetValue(qualifier, out var alias) ? alias["FunctionVersion"]!.GetValue<string>() : qualifier;
        if (version == "$LATEST")
            return function.Configuration;
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && function.Versions.TryGetValue(number, out var found)
            ? found
            : throw FakeRefusal.NotFound($"Function not found: {function.Text("FunctionArn")}:{qualifier}");
    }
}
