namespace FSharpWords

open System.IO
open System.Text

/// A handler in F#: FSharp.Core travels with it, and does the work.
type Function() =
    member _.Handle(input: Stream) : Stream =
        use reader = new StreamReader(input)
        let words = reader.ReadToEnd().Trim('"').Split(' ') |> Array.toList
        let text = words |> List.map (fun word -> word.ToUpperInvariant()) |> List.rev |> String.concat " "
        new MemoryStream(Encoding.UTF8.GetBytes(sprintf "\"%s\"" text))
