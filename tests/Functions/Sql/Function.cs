using System.Text;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace Sql;

/// <summary>Opens a connection to a server that is not there, and says what comes of it.</summary>
public static class Function
{
    private const string Connection = "Server=tcp:127.0.0.1,9;User Id=sa;Password=none;Encrypt=False;Connect Timeout=5;ConnectRetryCount=0";

    public static void Main() => Console.WriteLine(Environment.Version);

    /// <summary>By the client alone.</summary>
    public static Stream Open(Stream input) => Say(input, () =>
    {
        using var connection = new SqlConnection(Connection);
        connection.Open();
    });

    /// <summary>By EF Core's provider.</summary>
    public static Stream Query(Stream input) => Say(input, () =>
    {
        using var context = new OrdersContext(new DbContextOptionsBuilder<OrdersContext>().UseSqlServer(Connection).Options);
        context.Database.OpenConnection();
    });

    private static MemoryStream Say(Stream input, Action act)
    {
        input.CopyTo(Stream.Null);
        try
        {
            act();
            return Text("connected");
        }
        catch (SqlException e)
        {
            return Text($"SqlException {e.Number}");
        }
        catch (NotSupportedException e)
        {
            return Text($"NotSupportedException {e.Message}");
        }
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class OrdersContext(DbContextOptions options) : DbContext(options);
}
