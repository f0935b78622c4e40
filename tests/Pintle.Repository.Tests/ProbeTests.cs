using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Pintle.Repository.Tests;

public class ProbeTests
{
    [Fact]
    public void Runs()
    {
        var state = InitialSessionState.CreateDefault2();
        using var shell = PowerShell.Create(state);
        var result = shell.AddScript("param($x) \"a $x\"; Get-Command | % Name").AddArgument("b").Invoke();
        Assert.Fail(string.Join(" ", result));
    }
}
