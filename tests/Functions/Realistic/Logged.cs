using Microsoft.Extensions.Logging;

namespace Realistic;

/// <summary>A logger to the console that is made when it is first needed.</summary>
public sealed partial class Logged
{
    private ILoggerFactory? _factory;

    public string Handle(string text)
    {
        _factory ??= LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(options => options.SingleLine = true));
        var logger = _factory.CreateLogger<Logged>();
        Sold(logger, text, text.Length);
        return text.ToUpperInvariant();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "sold {What} for {Price}")]
    private static partial void Sold(ILogger logger, string what, decimal price);
}
