using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pintle.Benchmarks;

/// <summary>Milliseconds from the start of the process, those in which it had a processor until the first /next, and what it held in memory in the end.</summary>
internal readonly record struct StartTimes(double FirstNext, double FirstNextProcessor, double FirstResponse, double WarmRoundTrip, double ResidentMiB);

/// <summary>What many warm invocations hold in memory in the end, and what one of them costs, in microseconds.</summary>
internal readonly record struct WarmCosts(double ResidentMiB, double Processor, double MedianTrip, double SlowTrip);

/// <summary>One cold start and a hundred invocations of a layer's bootstrap against a Runtime API that costs next to nothing: a blocking socket on this thread.</summary>
internal static class Bootstrap
{
    private const int Invocations = 100;
    private const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";

    /// <summary>The function's memory in MB, from which CoreCLR takes its limits.</summary>
    public static int MemoryMB { get; set; } = 512;

    public static StartTimes Start(string layer, string function, string handler, string payload) =>
        Run(layer, function, handler, (connection, process, began) => Serve(connection, process, began, payload));

    /// <summary>Resident MiB after each of these numbers of invocations; the last one is how many there are.</summary>
    public static List<double> Soak(string layer, string function, string handler, string payload, IReadOnlyList<int> after) =>
        Run(layer, function, handler, (connection, process, _) => Soak(connection, process, payload, after));

    /// <summary>Runs so many invocations, with one more variable in the environment where there is one.</summary>
    public static WarmCosts Warm(string layer, string function, string handler, string payload, int invocations, string? variable) =>
        Run(layer, function, handler, (connection, process, _) => Warm(connection, process, payload, invocations), variable);

    private static T Run<T>(string layer, string function, string handler, Func<Socket, Process, long, T> serve, string? variable = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        var start = new ProcessStartInfo(Path.Combine(layer, "bootstrap")) { WorkingDirectory = function, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["_HANDLER"] = handler;
        start.Environment["LAMBDA_TASK_ROOT"] = function;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = listener.LocalEndPoint!.ToString();
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "benchmark";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = MemoryMB.ToString(CultureInfo.InvariantCulture);
        if (variable?.Split('=', 2) is [var name, var value])
            start.Environment[name] = value;

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            using var connection = listener.Accept();
            connection.NoDelay = true;
            return serve(connection, process, began);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static StartTimes Serve(Socket connection, Process process, long began, string payload)
    {
        var buffer = new byte[64 * 1024];
        ReadRequest(connection, buffer, "GET");
        var firstNext = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var processor = ProcessorMilliseconds(process.Id);
        var firstResponse = 0.0;
        var trips = new List<double>(Invocations);
        for (var i = 0; i < Invocations; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            SendEvent(connection, i, payload);
            ReadRequest(connection, buffer, "POST");
            if (i == 0)
                firstResponse = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            else
                trips.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            Send(connection, Accepted);
            ReadRequest(connection, buffer, "GET");
        }
        trips.Sort();
        return new StartTimes(firstNext, processor, firstResponse, trips[trips.Count / 2], ResidentMiB(process.Id));
    }

    private static List<double> Soak(Socket connection, Process process, string payload, IReadOnlyList<int> after)
    {
        var buffer = new byte[64 * 1024];
        var resident = new List<double>();
        ReadRequest(connection, buffer, "GET");
        for (var i = 1; i <= after[^1]; i++)
        {
            SendEvent(connection, i, payload);
            ReadRequest(connection, buffer, "POST");
            Send(connection, Accepted);
            ReadRequest(connection, buffer, "GET");
            if (after.Contains(i))
                resident.Add(ResidentMiB(process.Id));
        }
        return resident;
    }

    /// <summary>The second half is measured: by then what is called often has been compiled for it.</summary>
    private static WarmCosts Warm(Socket connection, Process process, string payload, int invocations)
    {
        var buffer = new byte[64 * 1024];
        var trips = new List<double>(invocations);
        var processor = 0.0;
        ReadRequest(connection, buffer, "GET");
        for (var i = 1; i <= invocations; i++)
        {
            if (i == invocations / 2)
            {
                processor = ProcessorMilliseconds(process.Id);
                trips.Clear();
            }
            var sent = Stopwatch.GetTimestamp();
            SendEvent(connection, i, payload);
            ReadRequest(connection, buffer, "POST");
            trips.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            Send(connection, Accepted);
            ReadRequest(connection, buffer, "GET");
        }
        processor = ProcessorMilliseconds(process.Id) - processor;
        trips.Sort();
        return new WarmCosts(ResidentMiB(process.Id), processor * 1000 / trips.Count, trips[trips.Count / 2], trips[trips.Count * 99 / 100]);
    }

    private static void SendEvent(Socket connection, int number, string payload) =>
        Send(connection, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-{number:d12}\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds()}\r\n")
            + $"Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:benchmark\r\nContent-Length: {payload.Length}\r\n\r\n{payload}");

    private static void Send(Socket connection, string text) => _ = connection.Send(Encoding.UTF8.GetBytes(text));

    private static void ReadRequest(Socket connection, byte[] buffer, string method)
    {
        var length = 0;
        while (true)
        {
            var count = connection.Receive(buffer.AsSpan(length));
            if (count == 0)
                throw new InvalidOperationException("The bootstrap closed its connection.");
            length += count;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            if (!text.StartsWith(method, StringComparison.Ordinal) || text.Contains("/error ", StringComparison.Ordinal))
                throw new InvalidOperationException($"Expected {method}, but the bootstrap sent: {text[..end]}");
            if (length - end - 4 >= ContentLength(text[..end]))
                return;
        }
    }

    private static int ContentLength(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var value = head[(at + Name.Length)..].Split('\r')[0];
        return int.Parse(value, CultureInfo.InvariantCulture);
    }

    /// <summary>Of all threads that still run; in nanoseconds in the file (docs.kernel.org/scheduler/sched-stats.html).</summary>
    private static double ProcessorMilliseconds(int processId) => Directory.EnumerateDirectories($"/proc/{processId}/task")
        .Sum(thread => long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture)) / 1e6;

    private static double ResidentMiB(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return int.Parse(line["VmRSS:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024.0;
        }
        return 0;
    }
}
