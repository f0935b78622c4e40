import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface PinnedDotNetLayerProps {
  /** The layer's name in layers.json. */
  readonly layerName: string;
  /** x86_64 when left out. */
  readonly architecture?: lambda.Architecture;
  /** The nearest layers.json, from the current folder upwards, when left out. */
  readonly layersFile?: string;
}

/** The newest published version of a layer with a pinned .NET, as layers.json has it for the stack's region. */
export declare class PinnedDotNetLayer extends Construct {
  /** What a function on the layer has as its runtime. */
  static readonly runtime: lambda.Runtime;
  readonly architecture: lambda.Architecture;
  readonly layerName: string;
  readonly layerVersion: lambda.ILayerVersion;
  /** The exact .NET version; undefined in a stack for any region. */
  readonly dotnetVersion?: string;
  constructor(scope: Construct, id: string, props: PinnedDotNetLayerProps);
  /** A function on the layer: runtime and architecture are the layer's, its other layers stay in front. */
  addFunction(scope: Construct, id: string, props: Omit<lambda.FunctionProps, 'runtime' | 'architecture'>): lambda.Function;
}
