using System.Reflection;
using System.Text;
using Pintle.Layer;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Layers;

/// <summary>What <c>pintle init</c> writes beside the pins.</summary>
internal static class OwnersFiles
{
    public const string Readme = """
        # The .NET runtime of our functions

        `pins.json` says which .NET our Lambda layers have, package by package, each with its SHA-512. `layers.yaml` says which layers are built from it. Both belong to us: commit them, and review a change to them like
        any other. In this folder's parent and below it every `pintle` command uses them.

        ```
        pintle build                 all layers of layers.yaml, into layers/ here
        pintle audit                 what of them is behind, and which security fixes are missed
        pintle patch                 the newest servicing release: verified, built, run, compared, then written here
        pintle pin --back            to where it was before
        pintle verify LAYER.zip      every byte of a layer against its manifest and these pins
        ```

        `github-patch.yml` does the patching once a day and opens a pull request: copy it to `.github/workflows/`.

        """;

    public static string Workflow { get; } = $$$"""
        # Copy to .github/workflows/pintle-patch.yml. Once a day: is there a newer servicing release of what pintle/pins.json pins? Then a pull request, after the sample ran on the new layers.
        name: pintle patch

        on:
          schedule:
            - cron: "17 5 * * *"
          workflow_dispatch:

        permissions:
          contents: write
          pull-requests: write

        jobs:
          patch:
            runs-on: ubuntu-24.04
            timeout-minutes: 30
            steps:
              # v4.2.2 and v4.3.1, by digest: a tag can be moved.
              - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
              - uses: actions/setup-dotnet@67a3573c9a986a3f9c594539f4ab511d57bb3ce9
                with:
                  dotnet-version: 10.0.x
              - name: Tools
                run: |
                  sudo apt-get update && sudo apt-get install --yes --no-install-recommends bubblewrap
                  dotnet tool install Pintle --version {{{Version}}} --tool-path "$RUNNER_TEMP/pintle"
              - name: Patch
                id: patch
                # 3 is nothing to do; with 4 a pin was refused, and others may have moved.
                run: |
                  "$RUNNER_TEMP/pintle/pintle" patch --arch all --summary "$RUNNER_TEMP/summary.md" || code=$?
                  echo "code=${code:-0}" >> "$GITHUB_OUTPUT"
                  cat "$RUNNER_TEMP/summary.md" >> "$GITHUB_STEP_SUMMARY" || true
                  case ${code:-0} in 0|3|4) ;; *) exit "$code" ;; esac
              - name: Pull request
                env:
                  GH_TOKEN: ${{ github.token }}
                run: |
                  git diff --quiet -- pintle/pins.json && exit 0
                  git switch --force-create pintle-patch
                  git -c user.name=pintle -c user.email=pintle@localhost commit --message "Move the pinned .NET runtime to its newest servicing release" -- pintle/pins.json
                  git push --force origin pintle-patch
                  if gh pr view pintle-patch --json state --jq .state | grep --quiet OPEN; then
                    gh pr edit pintle-patch --body-file "$RUNNER_TEMP/summary.md"
                  else
                    gh pr create --head pintle-patch --title "Patch the pinned .NET runtime" --body-file "$RUNNER_TEMP/summary.md"
                  fi
              - name: A pin was refused
                if: steps.patch.outputs.code == '4'
                run: exit 4

        """;

    private static string Version => typeof(OwnersFiles).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>A layer for each processor that was pinned.</summary>
    public static string Layers(PinMove move, string framework)
    {
        var text = new StringBuilder("# The layers that pintle build makes from pins.json. Members: name, pin, architecture (x64, arm64), framework (core, aspnet), globalization (invariant, icu), keep (a list of groups).\nlayers:\n");
        foreach (var architecture in move.Changes.Select(change => change.Architecture).Distinct())
        {
            var has = move.Changes.Any(change => change.Architecture == architecture && change.Key == framework) ? framework : LayerFramework.Core.Name();
            _ = text.Append($"  - name: {has}-{architecture}\n    pin: \"{move.Name}\"\n    architecture: {architecture}\n    framework: {has}\n");
        }

        return text.ToString();
    }
}
