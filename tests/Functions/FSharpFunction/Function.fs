namespace FSharpFunction

open System.Threading.Tasks
open Amazon.Lambda.Core
open Amazon.Lambda.Serialization.SystemTextJson

[<assembly: LambdaSerializer(typeof<DefaultLambdaJsonSerializer>)>]
do ()

type Order =
    { Id: string
      Quantity: int
      Note: string option }

type Receipt = { Id: string; Total: float; Lines: string list }

type Function() =
    member _.Place(order: Order) : Receipt =
        { Id = order.Id
          Total = float order.Quantity * 9.5
          Lines = [ defaultArg order.Note "no note" ] }

    member _.PlaceLater(order: Order, context: ILambdaContext) : Task<string> =
        task {
            do! Task.Yield()
            return order.Id + " " + string (context.RemainingTime.TotalMilliseconds > 0.0)
        }

    member _.Nothing(_order: Order) : unit = ()

    member _.Curried (order: Order) (context: ILambdaContext) : string = order.Id + context.FunctionName

/// A module compiles to a static class.
module Handlers =
    let upper (text: string) : string = text.ToUpperInvariant()
