using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SandboxProbe;

internal sealed record Answer(byte[] Body, bool IsError = false);

/// <summary>The commands that an event may hold, as a JSON string: a word, and after a space its argument.</summary>
internal static class Commands
{
    public static Answer Run(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        if (parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("escape", out var given))
            return Json(writer => Escapes.Try(writer, given));
        if (parsed.RootElement.ValueKind != JsonValueKind.String)
            return new Answer(Encoding.UTF8.GetBytes(json));

        var words = parsed.RootElement.GetString()!.Split(' ', 2);
        var argument = words.Length > 1 ? words[1] : "";
        return words[0] switch
        {
            "environment" => Json(writer => View.Environment(writer)),
            "files" => Json(writer => View.Files(writer)),
            "writable" => Json(writer => View.Writable(writer, argument)),
            "identity" => Json(writer => View.Identity(writer)),
            "exists" => Json(writer => writer.WriteBoolean("exists", File.Exists(argument) || Directory.Exists(argument))),
            "read" => Json(writer => writer.WriteString("read", View.TryRead(argument))),
            "run" => Json(writer => View.Run(writer, argument)),
            "log" => Log(argument),
            "bytes" => new Answer(new byte[int.Parse(argument, CultureInfo.InvariantCulture)]),
            "allocate" => Allocate(int.Parse(argument, CultureInfo.InvariantCulture)),
            "hoard" => Hoard(int.Parse(argument, CultureInfo.InvariantCulture)),
            "spin" => Spin(int.Parse(argument, CultureInfo.InvariantCulture)),
            "fill" => Json(writer => writer.WriteNumber("megabytes", Fill(int.Parse(argument, CultureInfo.InvariantCulture)))),
            "meet" => Meet(argument),
            "fail" => new Answer("""{"errorType":"ProbeException","errorMessage":"as asked"}"""u8.ToArray(), IsError: true),
            "exit" => Exit(int.Parse(argument, CultureInfo.InvariantCulture)),
            "kill" => Kill(),
            "abort" => Abort(),
            "hang" => Hang(),
            _ => new Answer("""{"errorType":"ProbeException","errorMessage":"unknown command"}"""u8.ToArray(), IsError: true),
        };
    }

    public static Answer Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new Answer(buffer.ToArray());
    }

    /// <summary>Many lines on both streams, right before the answer.</summary>
    private static Answer Log(string text)
    {
        for (var i = 0; i < 50; i++)
        {
            Console.Out.WriteLine($"out {text} {i}");
            Console.Error.WriteLine($"err {text} {i}");
        }

        return new Answer("{}"u8.ToArray());
    }

    private static Answer Allocate(int megabytes)
    {
        var block = new byte[megabytes * 1024 * 1024];
        for (var i = 0; i < block.Length; i += 4096)
            block[i] = 1;

        GC.KeepAlive(block);
        return new Answer("{}"u8.ToArray());
    }

    private static Answer Hoard(int megabytes)
    {
        _ = Allocate(megabytes);
        return Hang();
    }

    /// <summary>Uses processor time, in ms.</summary>
    private static Answer Spin(int milliseconds)
    {
        var process = Process.GetCurrentProcess();
        var end = process.TotalProcessorTime + TimeSpan.FromMilliseconds(milliseconds);
        while (process.TotalProcessorTime < end)
        {
            Thread.SpinWait(10_000);
            process.Refresh();
        }

        return new Answer("{}"u8.ToArray());
    }

    /// <summary>Writes a file to /tmp, and returns how much of it there was room for.</summary>
    private static int Fill(int megabytes)
    {
        var block = new byte[1024 * 1024];
        using var file = new FileStream("/tmp/probe-filled", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var written = 0; written < megabytes; written++)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                return written;
            }
        }

        return megabytes;
    }

    /// <summary>Says that it is there, and answers when the other side closes the connection.</summary>
    private static Answer Meet(string address)
    {
        var parts = address.Split(':');
        using var client = new System.Net.Sockets.TcpClient(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        client.GetStream().WriteByte((byte)'+');
        _ = client.GetStream().ReadByte();
        return new Answer("{}"u8.ToArray());
    }

    private static Answer Exit(int code)
    {
        Console.Error.WriteLine("probe exits");
        Environment.Exit(code);
        return new Answer([]);
    }

    private static Answer Kill()
    {
        Process.GetCurrentProcess().Kill();
        return Hang();
    }

    private static Answer Abort()
    {
        Environment.FailFast(null);
        return new Answer([]);
    }

    private static Answer Hang()
    {
        Console.WriteLine("probe hangs");
        Thread.Sleep(Timeout.Infinite);
        return new Answer([]);
    }
}
