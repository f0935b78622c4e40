# The newest published version of a layer with a pinned .NET, as layers.json has it. It needs no provider.
variable "layers_file" {
  description = "The layers.json that pintle publish wrote."
  type        = string
}

variable "layer_name" {
  description = "The layer's name in it."
  type        = string
}

variable "region" {
  description = "Where the function is."
  type        = string
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "Expected architecture to be x86_64 or arm64."
  }
}

locals {
  there    = [for layer in jsondecode(file(var.layers_file)).layers : layer if layer.name == var.layer_name && layer.region == var.region && layer.architecture == var.architecture]
  versions = [for layer in local.there : layer.version]
  newest   = one([for layer in local.there : layer if layer.version == max(0, local.versions...)])
}

output "layer_arn" {
  description = "For a function's layers."
  value       = try(local.newest.arn, null)

  precondition {
    condition     = local.newest != null
    error_message = "Expected an ${var.architecture} version of ${var.layer_name} in ${var.region}, but ${var.layers_file} has none. Publish it there."
  }
}

output "dotnet_version" {
  description = "The exact .NET version in it."
  value       = try(local.newest.dotnet, null)
}

output "runtime" {
  description = "For a function's runtime."
  value       = "provided.al2023"
}
