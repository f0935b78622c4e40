using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// Functions as people write them, as published: how many of the framework's own methods are left to the JIT until the first response (docs/adr/0021). The counts are exact but for threads that start at once, and for
/// methods that take this machine's widest vectors; the bounds leave room for both.
/// </summary>
public sealed class RealisticFunctions
{
    private const string Api = """
        {"resource":"/orders","path":"/orders","httpMethod":"POST","headers":{"Accept":"*/*"},"multiValueHeaders":{"Accept":["*/*"]},"requestContext":{"stage":"prod","identity":{"userAgent":"test"},"requestTimeEpoch":1583817383220,"authorizer":{"sub":"u1","exp":3}},
        "body":"{\"id\":\"o1\",\"at\":\"2026-01-02T03:04:05Z\",\"lines\":[{\"sku\":\"a\",\"quantity\":2,\"price\":2.5},{\"sku\":\"b\",\"quantity\":1,\"price\":1}]}"}
        """;

    private const string Purchase = """
        {"Id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","Number":12,"Paid":false,"Gift":true,"Total":1.5,"Weight":2.25,"Rating":4,"CreatedAt":"2026-01-02T03:04:05Z","PaidAt":"2026-01-02T03:04:05Z","Shipped":"2026-01-02T03:04:05+01:00","Channel":1,
        "Items":[{"Sku":"a","Quantity":2,"Price":2.5,"Taxed":true}],"Coupons":[1,2],"Tags":["x"],"Attributes":{"a":"b"},"Taxes":{"vat":0.2}}
        """;

    private const string Batch = """
        {"Version":1,"Payments":[{"kind":"card","Id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","Amount":2.5,"At":"2026-01-02T03:04:05Z","Number":4,"Contactless":true},
        {"kind":"transfer","Id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","Amount":3.5,"Account":"x","Days":3}],"Counts":{"a":1}}
        """;

    private const string Sales = """
        [{"Customer":"6f9619ff-8b86-d011-b42d-00c04fc964ff","Sku":"a","Quantity":2,"Price":2.5,"At":"2026-01-02T03:04:05Z"},{"Customer":"6f9619ff-8b86-d011-b42d-00c04fc964fe","Sku":"b","Quantity":1,"Price":1.5,"At":"2026-01-03T03:04:05Z"}]
        """;

    private const string Sale = """{"sku":"abc","quantity":2,"price":2.5}""";

    private const string Booking = """
        {"Id":7,"Parent":"6f9619ff-8b86-d011-b42d-00c04fc964ff","Day":"2026-01-02","From":"10:30:00","Lasts":"01:30:00","Cancelled":"2026-01-02T03:04:05+01:00","Rate":1.5,"Floor":3,"Room":12,"Flags":4,"Deposit":2.5,"Paid":3.5,"Wing":"b","Guests":[1,2],
        "Seats":[3,4],"Ratings":[1.5],"Options":{"a":true},"Names":{"1":"x"},"Changes":{"c":"2026-01-02T03:04:05Z"},"Related":["6f9619ff-8b86-d011-b42d-00c04fc964ff"],"Note":"hi"}
        """;

    private const string Measured = """{"values":[1.5,0.5,2.5],"times":["2026-01-02T03:04:05Z","2026-01-02T04:04:05Z","2026-01-02T04:14:05Z"]}""";

    private const string Messages = """
        {"Records":[{"messageId":"1","receiptHandle":"r","body":"{\"Id\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\",\"Number\":3,\"Express\":true,\"Price\":2.5,\"SentAt\":\"2026-01-02T03:04:05Z\",\"Parcels\":[1,2]}",
        "eventSourceARN":"a","attributes":{"a":"b"},"messageAttributes":{"m":{"stringValue":"x","stringListValues":[],"dataType":"String"}}}]}
        """;

    /// <summary>Not the framework's, and the framework's generic code over types that are not its own. Of an enumeration the JIT shows the number that is below it, so such code counts as the framework's.</summary>
    private static readonly string[] Others = ["Realistic.", "Newtonsoft", "Amazon.", "Microsoft.", "CloudClients.", "Shop.", "Serilog", "FluentValidation", AtRunTime];

    /// <summary>Newtonsoft.Json names a constructor that it emits so.</summary>
    private const string AtRunTime = ":CreateSystem.";

    /// <summary>Those with an enumeration, of their own (Purchases, Waits) or of a package (Messages), have the code over it in their count: some 50 to 77, 7 and 15 methods. Readings combines values in pairs, which no family does.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData("Realistic", "Api", "Handle", Api, 24)]
    [InlineData("Realistic", "Purchases", "ByReflection", Purchase, 66)]
    [InlineData("Realistic", "Purchases", "Generated", Purchase, 94)]
    [InlineData("Realistic", "Payments", "Handle", Batch, 14)]
    [InlineData("Realistic", "Sales", "Handle", Sales, 17)]
    [InlineData("Realistic", "Waits", "Handle", """["a","bc"]""", 20)]
    [InlineData("Realistic", "Logged", "Handle", "\"abcd\"", 16)]
    [InlineData("Realistic", "Hosted", "Handle", "\"abcd\"", 8)]
    [InlineData("Realistic", "Bookings", "ByReflection", Booking, 10)]
    [InlineData("Realistic", "Bookings", "Generated", Booking, 18)]
    [InlineData("Realistic", "Readings", "Handle", Measured, 175)]
    [InlineData("CloudClients", "Function", "Table", "\"a1\"", 115)]
    [InlineData("CloudClients", "Function", "Read", "\"a1\"", 160)]
    [InlineData("CloudClients", "Secured", "Get", "\"a1\"", 50)]
    [InlineData("Shop", "Prices", "Handle", Sale, 55)]
    [InlineData("Shop", "Receipts", "Handle", Sale, 12)]
    [InlineData("Newtonsoft", "Messages", "Handle", Messages, 40)]
    public async Task Jit_few_of_the_frameworks_methods_as_published(string package, string type, string method, string payload, int most)
    {
        var space = package == "Newtonsoft" ? "NewtonsoftFunctions" : package;
        var (result, list) = await OptimizedFunctions.JittedAsync(
            (await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.TestFunctionAsync(package), $"{package}::{space}.{type}::{method}", payload, TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        var frameworks = list.Methods.Where(IsFrameworks).ToList();
        Assert.True(frameworks.Count is > 0 && frameworks.Count <= most, $"{frameworks.Count} methods:\n{string.Join('\n', frameworks)}");
    }

    private static bool IsFrameworks(string method) => method.StartsWith("System.", StringComparison.Ordinal) && !Others.Any(name => method.Contains(name, StringComparison.Ordinal));
}
