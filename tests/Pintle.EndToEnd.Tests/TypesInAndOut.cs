namespace Pintle.EndToEnd.Tests;

/// <summary>Kinds of parameters and results: through the serializer, as a raw stream, or awaited.</summary>
public sealed class TypesInAndOut
{
    public static TheoryData<string, string, string> Values => new()
    {
        { "Nullable", "41", "42" },
        { "Nullable", "null", "null" },
        { "Date", "\"2024-02-28T10:00:00Z\"", "\"2024-02-29T10:00:00Z\"" },
        { "Identifier", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"" },
        { "Enum", "1", "2" },
        { "Pair", """{"Key":"a","Value":1}""", """{"Key":"a","Value":2}""" },
        { "Dictionary", """{"a":1,"b":2}""", """{"a":2,"b":3}""" },
        { "Generic", """{"Content":{"Name":"Ada","Age":36},"Count":1}""", """{"Content":{"Name":"Ada","Age":36},"Count":2}""" },
        { "GenericOfValue", """{"Content":1,"Count":5}""", """{"Content":2,"Count":5}""" },
        { "Bytes", "\"AQID\"", "[3,2,1]" },
        { "Anything", """{"a":[1]}""", """{"a":[1]}""" },
        { "Array", "[1,2,3]", "[3,2,1]" },
        { "SubclassLater", "raw bytes", "raw bytes" },
        { "TaskSubclass", "\"text\"", "\"text from a task of its own kind\"" },
        { "LaterNumber", "41", "42" },
        { "LaterStream", "raw bytes", "raw bytes" },
        { "Custom", "{}", """{"State":"not awaited"}""" },
    };

    public static TheoryData<string, string, string> Failing => new()
    {
        { "TakesMemoryStream", "not base64", "JsonSerializerException" },
        { "ReturnsSubclass", "{}", "NullReferenceException" },
        { "NullTask", "{}", "NullReferenceException" },
        { "Canceled", "{}", "TaskCanceledException" },
        { "Enumerable", "{}", "JsonSerializerException" },
        { "Date", "\"no date\"", "JsonSerializerException" },
        { "Nullable", "", "JsonSerializerException" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Pass(string method, string payload, string expected)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.Results::{method}");

        for (var i = 0; i < 2; i++)
        {
            var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, found:\n{result}\n{function.Init}");
        }
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task Fail_as_an_error_of_the_invocation(string method, string payload, string errorType)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.Results::{method}");

        for (var i = 0; i < 2; i++)
            Functions.AssertError(await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken), errorType, "");
    }

    [Theory]
    [InlineData("TaskOfTask", "\"Result\":7,")]
    [InlineData("TaskOfValueTask", """{"IsCompleted":true,"IsCompletedSuccessfully":true,"IsFaulted":false,"IsCanceled":false,"Result":7}""")]
    [InlineData("ValueTaskOfTask", "\"Result\":7,")]
    [InlineData("ValueTaskOfValueTask", """{"IsCompleted":true,"IsCompletedSuccessfully":true,"IsFaulted":false,"IsCanceled":false,"Result":7}""")]
    [InlineData("TaskOfPlainTask", "\"IsCompleted\":true,")]
    public async Task Are_serialized_where_a_task_is_in_a_task(string method, string part)
    {
        var result = await Functions.InvokeOnceAsync($"Handlers::Handlers.Results::{method}", "7");

        Assert.True(!result.IsError && result.Text.StartsWith('{') && result.Text.Contains(part, StringComparison.Ordinal), $"Expected {part}, found:\n{result}");
    }

    [Theory]
    [InlineData("Function::Place", """{"Id":"a1","Quantity":3,"Note":"fragile"}""", """{"Id":"a1","Total":28.5,"Lines":["fragile"]}""")]
    [InlineData("Function::Place", """{"Id":"a1","Quantity":3,"Note":null}""", """{"Id":"a1","Total":28.5,"Lines":["no note"]}""")]
    [InlineData("Function::PlaceLater", """{"Id":"a1","Quantity":3,"Note":null}""", "\"a1 True\"")]
    [InlineData("Function::Nothing", """{"Id":"a1","Quantity":3,"Note":null}""", "")]
    [InlineData("Function::Curried", """{"Id":"a1","Quantity":3,"Note":null}""", "\"a1function\"")]
    [InlineData("Handlers::upper", "\"text\"", "\"TEXT\"")]
    public async Task Are_records_options_and_tasks_of_FSharp_too(string method, string payload, string expected)
    {
        var result = await Functions.InvokeOnceAsync($"FSharpFunction::FSharpFunction.{method}", payload);

        Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, found:\n{result}");
    }
}
