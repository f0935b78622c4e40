#!/usr/bin/env pwsh
# The repository's verbs, each a few lines over the dotnet command that it prints. Nothing here is needed: every one of them can be typed.
[CmdletBinding()]
param(
    [string] $Verb = 'help',
    # Handed on to dotnet, or to pintle.
    [Parameter(ValueFromRemainingArguments)] [string[]] $More = @()
)

$ErrorActionPreference = 'Stop'
# Whether a command failed is for its exit code to say.
$PSNativeCommandUseErrorActionPreference = $false

$root = $PSScriptRoot
$cli = 'src/Pintle.Cli'
$usage = @(
    'Usage: ./build.ps1 VERB [more arguments for the command]'
    ''
    '  build    dotnet build                                         everything, warnings are errors'
    '  test     dotnet test                                          all tests; the last lines say how many ran'
    '  demo     dotnet run --project src/Pintle.Cli -- demo          build the layer, run the sample, show what is whose to patch'
    '  layer    dotnet run --project src/Pintle.Cli -- build         build the layer zip into artifacts/layers'
    '  format   dotnet format                                        code style; add --verify-no-changes to look only'
    '  clean    remove artifacts/, where all output goes'
    '  help     this text'
)

$command = switch ($Verb) {
    'build'  { , @('build', 'Pintle.slnx') }
    'test'   { , @('test') }
    'demo'   { , @('run', '--project', $cli, '--', 'demo') }
    'layer'  { , @('run', '--project', $cli, '--', 'build') }
    'format' { , @('format', 'Pintle.slnx') }
    default  { $null }
}

if ($null -ne $command) {
    # From the root, whatever the caller's folder: global.json there chooses the SDK and the test runner.
    $paths = $ExecutionContext.SessionState.Path
    $paths.PushCurrentLocation('pintle')
    try {
        $null = $paths.SetLocation($root)
        $arguments = @($command) + $More
        dotnet @arguments
        $code = $LASTEXITCODE
    }
    finally {
        $null = $paths.PopLocation('pintle')
    }
    exit $code
}

switch ($Verb) {
    'clean' {
        $artifacts = [System.IO.Path]::Combine($root, 'artifacts')
        if ([System.IO.Directory]::Exists($artifacts)) {
            [System.IO.Directory]::Delete($artifacts, $true)
            "Removed $artifacts"
        }
        else {
            "Nothing to remove: there is no $artifacts"
        }
        exit 0
    }
    'help' {
        $usage
        exit 0
    }
    default {
        $sentence = "Expected one of build, test, demo, layer, format, clean, help, but found '$Verb'. Run ./build.ps1 help to see what each does."
        $ErrorActionPreference = 'Continue'
        $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException]::new($sentence), 'UnknownVerb', 'InvalidArgument', $null))
        exit 2
    }
}
