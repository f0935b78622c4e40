// AWS's own SDK against a server of functions: node sdk.mjs ADDRESS. Prints what each call gave, as JSON.
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';

const client = new LambdaClient({ endpoint: process.argv[2], region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1 });
const text = bytes => new TextDecoder().decode(bytes);

async function buffered(FunctionName, Payload, more = {}) {
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload, ...more }));
    return { status: answer.StatusCode, error: answer.FunctionError, version: answer.ExecutedVersion, payload: answer.Payload && text(answer.Payload), log: answer.LogResult && Buffer.from(answer.LogResult, 'base64').toString() };
  } catch (fault) {
    return { fault: fault.name, message: fault.message };
  }
}

async function streamed(FunctionName, Payload, more = {}) {
  const answer = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload, ...more }));
  const result = { status: answer.StatusCode, type: answer.ResponseStreamContentType, chunks: 0, bytes: 0, payload: '' };
  for await (const event of answer.EventStream) {
    if (event.PayloadChunk) {
      result.chunks++;
      result.bytes += event.PayloadChunk.Payload.length;
      if (result.bytes < 1000) result.payload += text(event.PayloadChunk.Payload);
    }
    if (event.InvokeComplete) result.complete = { code: event.InvokeComplete.ErrorCode, details: event.InvokeComplete.ErrorDetails, log: event.InvokeComplete.LogResult && Buffer.from(event.InvokeComplete.LogResult, 'base64').toString() };
  }
  return result;
}

console.log(JSON.stringify({
  echo: await buffered('echo', '{"a":"ü"}', { LogType: 'Tail' }),
  fail: await buffered('fail', '{}'),
  event: await buffered('echo', '{}', { InvocationType: 'Event' }),
  dry: await buffered('echo', '{}', { InvocationType: 'DryRun' }),
  unknown: await buffered('unknown', '{}'),
  broken: await buffered('echo', '{'),
  plain: await streamed('plain', '{}', { LogType: 'Tail' }),
  large: await streamed('large', '20000000'),
  half: await streamed('half', '{}'),
  streamedEcho: await streamed('echo', '{"b":2}'),
  streamedFail: await streamed('fail', '{}'),
}));
