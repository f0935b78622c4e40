'use strict';
// An application with one function on the layer: node app.js writes cdk.out, cdk deploy --app "node app.js" deploys it.
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { PinnedDotNetLayer } = require('./pinned-dotnet-layer');

const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'Orders', { env: { region: app.node.tryGetContext('region') } });
const dotnet = new PinnedDotNetLayer(stack, 'DotNet', { layerName: 'pintle-core', layersFile: process.env.LAYERS_FILE });
const orders = dotnet.addFunction(stack, 'Function', {
  handler: 'Orders::Orders.Function::Place',
  code: lambda.Code.fromAsset(process.env.PACKAGE ?? 'orders.zip'),
  memorySize: 512,
});
// A new version and a moved alias with each change, of the layer alone too.
new lambda.Alias(stack, 'Live', { aliasName: 'live', version: orders.currentVersion });
app.synth();
