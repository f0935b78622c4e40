'use strict';
// A layer version of layers.json as a construct of the CDK. Copy this file and its .d.ts beside your application.
const fs = require('node:fs');
const path = require('node:path');
const { Aws, CfnMapping, Stack, Token } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { Construct } = require('constructs');

const FILE = 'layers.json';

/** The nearest layers.json, from a folder upwards. */
function findFile(folder) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, FILE))) return path.join(at, FILE);
    if (at === path.dirname(at)) throw new Error(`Expected ${FILE}, which pintle publish writes, in ${path.resolve(folder)} or above it, found none. Publish the layer, or give layersFile.`);
  }
}

class PinnedDotNetLayer extends Construct {
  /** What a function on the layer has as its runtime. */
  static runtime = lambda.Runtime.PROVIDED_AL2023;

  constructor(scope, id, props) {
    super(scope, id);
    this.architecture = props.architecture ?? lambda.Architecture.X86_64;
    this.layerName = props.layerName;
    const file = props.layersFile ?? findFile(process.cwd());
    const named = JSON.parse(fs.readFileSync(file, 'utf8')).layers.filter((layer) => layer.name === props.layerName && layer.architecture === this.architecture.name);
    const newest = new Map();
    for (const layer of named) {
      if ((newest.get(layer.region)?.version ?? 0) < layer.version) newest.set(layer.region, layer);
    }
    if (newest.size === 0) throw new Error(`Expected a layer "${props.layerName}" for ${this.architecture.name} in ${file}, found none. Publish it, or correct layerName or architecture.`);

    const region = Stack.of(this).region;
    let arn;
    if (!Token.isUnresolved(region)) {
      const there = newest.get(region);
      if (!there) throw new Error(`Expected the layer "${props.layerName}" in ${region}, but ${file} has it in ${[...newest.keys()].join(', ')}. Publish it there.`);
      arn = there.arn;
      this.dotnetVersion = there.dotnet;
    } else {
      // A stack for any region finds its version when it is deployed.
      const mapping = new CfnMapping(this, 'Versions', { mapping: Object.fromEntries([...newest].map(([name, layer]) => [name, { arn: layer.arn }])) });
      arn = mapping.findInMap(Aws.REGION, 'arn');
    }
    this.layerVersion = lambda.LayerVersion.fromLayerVersionAttributes(this, 'Version', { layerVersionArn: arn, compatibleRuntimes: [PinnedDotNetLayer.runtime] });
  }

  /** A function on the layer: runtime and architecture are the layer's, its other layers stay in front. */
  addFunction(scope, id, props) {
    return new lambda.Function(scope, id, {
      ...props,
      runtime: PinnedDotNetLayer.runtime,
      architecture: this.architecture,
      layers: [...(props.layers ?? []), this.layerVersion],
    });
  }
}

module.exports = { PinnedDotNetLayer };
