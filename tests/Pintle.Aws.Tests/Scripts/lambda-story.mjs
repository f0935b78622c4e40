// Publish, attach by hand, version, alias, list: with the SDK that users of JavaScript have. Prints what it read.
import {
  LambdaClient, PublishLayerVersionCommand, UpdateFunctionConfigurationCommand, GetFunctionConfigurationCommand, ListFunctionsCommand, ListLayerVersionsCommand, PublishVersionCommand, CreateAliasCommand,
  UpdateAliasCommand, GetAliasCommand, GetFunctionCommand, InvokeCommand, AddLayerVersionPermissionCommand, GetLayerVersionByArnCommand, waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";

const [endpoint, region, accessKeyId, secretAccessKey, functionName] = process.argv.slice(2);
const lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
const send = (command) => lambda.send(command);

const layer = await send(new PublishLayerVersionCommand({ LayerName: "by-node", Content: { ZipFile: Buffer.from("a zip") }, CompatibleRuntimes: ["provided.al2023"], CompatibleArchitectures: ["x86_64"] }));
await send(new AddLayerVersionPermissionCommand({ LayerName: "by-node", VersionNumber: layer.Version, StatementId: "all", Action: "lambda:GetLayerVersion", Principal: "*" }));
const before = await send(new GetFunctionCommand({ FunctionName: functionName }));
const layers = [...(before.Configuration.Layers ?? []).map((each) => each.Arn), layer.LayerVersionArn];
await send(new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Layers: layers, RevisionId: before.Configuration.RevisionId }));
let refused = "";
try {
  await send(new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Timeout: 9 }));
} catch (error) {
  refused = `${error.name} ${error.$metadata.httpStatusCode}`;
}
await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { FunctionName: functionName });
const version = await send(new PublishVersionCommand({ FunctionName: functionName }));
const made = await send(new CreateAliasCommand({ FunctionName: functionName, Name: "node", FunctionVersion: version.Version }));
await send(new UpdateAliasCommand({ FunctionName: functionName, Name: "node", Description: "moved", RevisionId: made.RevisionId }));
const alias = await send(new GetAliasCommand({ FunctionName: functionName, Name: "node" }));
const answer = await send(new InvokeCommand({ FunctionName: functionName, Qualifier: "node", Payload: "{\"id\":1}", LogType: "Tail" }));
const names = [];
let marker;
do {
  const page = await send(new ListFunctionsCommand({ Marker: marker }));
  names.push(...page.Functions.map((each) => each.FunctionName));
  marker = page.NextMarker;
} while (marker);
const found = await send(new GetLayerVersionByArnCommand({ Arn: layer.LayerVersionArn }));
const listed = await send(new ListLayerVersionsCommand({ LayerName: "by-node" }));
const after = await send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
console.log(JSON.stringify({
  layers: after.Layers.map((each) => each.Arn), refused, version: version.Version, alias: `${alias.FunctionVersion} ${alias.Description}`, executed: answer.ExecutedVersion, payload: Buffer.from(answer.Payload).toString(),
  names: names.length, digest: found.Content.CodeSha256, versions: listed.LayerVersions.length,
}));
