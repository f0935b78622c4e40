using System.Net;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Streaming;

/// <summary>Handlers that send their response while they run.</summary>
public sealed class Function
{
    private static Stream? s_kept;

    public async Task Plain(Stream input)
    {
        using var response = LambdaResponseStreamFactory.CreateStream();
        await response.WriteAsync("first "u8.ToArray());
        await Task.Yield();
        await response.WriteAsync([]);
        response.Write("second"u8);
        await response.FlushAsync();
    }

    public async Task Http(Stream input)
    {
        using var response = LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude
        {
            StatusCode = HttpStatusCode.Created,
            Headers = { ["Content-Type"] = "text/plain" },
            Cookies = { "a=b" },
        });
        await response.WriteAsync("body"u8.ToArray());
    }

    /// <summary>Opens a response and returns another, which nobody gets.</summary>
    public Stream Nothing(Stream input)
    {
        _ = LambdaResponseStreamFactory.CreateStream();
        return new MemoryStream("not this"u8.ToArray());
    }

    public async Task FailHalfWay(Stream input)
    {
        using var response = LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude { StatusCode = HttpStatusCode.OK });
        await response.WriteAsync("half"u8.ToArray());
        throw new InvalidOperationException("sold out");
    }

    /// <summary>Fails before there is a response.</summary>
    public Task FailBefore(Stream input) => throw new InvalidOperationException("sold out");

    public string Twice()
    {
        _ = LambdaResponseStreamFactory.CreateStream();
        _ = LambdaResponseStreamFactory.CreateStream();
        return "";
    }

    /// <summary>The first invocation keeps its response; the next one writes to it and answers with what that gave.</summary>
    public Stream Keep(Stream input)
    {
        if (s_kept is null)
        {
            s_kept = LambdaResponseStreamFactory.CreateStream();
            return input;
        }

        try
        {
            s_kept.Write("late"u8);
            return Text("written");
        }
        catch (InvalidOperationException e)
        {
            return Text(e.Message);
        }
    }

    /// <summary>As many bytes as the event says, in pieces of 64 KB, and after them what became of them.</summary>
    public async Task Large(Stream input, ILambdaContext context)
    {
        var size = long.Parse(await new StreamReader(input).ReadToEndAsync(), System.Globalization.CultureInfo.InvariantCulture);
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)'x');
        using var response = LambdaResponseStreamFactory.CreateStream();
        try
        {
            for (var left = size; left > 0; left -= piece.Length)
                await response.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
            context.Logger.LogInformation($"wrote all {response.BytesWritten}");
        }
        catch (IOException e)
        {
            context.Logger.LogInformation($"broke: {e.Message}");
            throw;
        }
    }

    /// <summary>Its number in many pieces, with waits between, so that several of them mix where they can.</summary>
    public async Task Interleave(Stream input)
    {
        var number = await new StreamReader(input).ReadToEndAsync();
        using var response = LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude { Headers = { ["n"] = number } });
        var piece = Encoding.ASCII.GetBytes(number + ",");
        for (var i = 0; i < 50; i++)
        {
            await response.WriteAsync(piece);
            if (i % 10 == 0)
                await Task.Delay(1);
        }
    }

    /// <summary>Opened before any invocation.</summary>
    public sealed class TooEarly
    {
        public TooEarly() => LambdaResponseStreamFactory.CreateStream();

        public Stream Echo(Stream input) => input;
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
