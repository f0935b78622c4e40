using SelfPolling;
using WebApp;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddControllers();
builder.Services.AddCors();

await using var application = builder.Build();
application.MapGet("/orders/{id}", (string id, int? quantity) => Results.Json(new { id, quantity }));
application.MapPost("/orders", async (HttpRequest request) => Results.Created("/orders/1", await new StreamReader(request.Body).ReadToEndAsync()));
Pages.Map(application);
application.MapControllers();
await application.StartAsync();

using var gateway = new ApiGateway(new Uri(application.Urls.Single()));
using var loop = new RuntimeApiLoop();
await loop.RunAsync(async text => text == "\"last\"" ? (text, true) : (await gateway.AnswerAsync(text), false), application.Lifetime.ApplicationStopping);
