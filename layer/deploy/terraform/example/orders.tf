# A function on the layer. After pintle publish, terraform plan shows the new version of the layer and nothing else.
module "dotnet" {
  source       = "../"
  layers_file  = "${path.module}/layers.json"
  layer_name   = "pintle-core"
  region       = "eu-central-1"
  architecture = "x86_64"
}

resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  role             = var.role_arn
  filename         = "${path.module}/orders.zip"
  source_code_hash = filebase64sha256("${path.module}/orders.zip")
  handler          = "Orders::Orders.Function::Place"
  runtime          = module.dotnet.runtime
  architectures    = ["x86_64"]
  layers           = [module.dotnet.layer_arn]
  memory_size      = 512
  timeout          = 30
  publish          = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}

variable "role_arn" {
  description = "The function's execution role."
  type        = string
}
