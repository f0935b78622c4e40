using Microsoft.AspNetCore.Mvc;

namespace WebApp;

/// <summary>A controller beside the minimal API.</summary>
[ApiController]
[Route("status")]
public sealed class StatusController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok(new { framework = typeof(ControllerBase).Assembly.GetName().Version!.Major });
}
