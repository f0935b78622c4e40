// Sends messages to a queue with AWS's own client. Arguments: the queue's URL, bodies.
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const [url, ...bodies] = process.argv.slice(2);
const client = new SQSClient({ endpoint: new URL(url).origin, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" }, maxAttempts: 1 });
for (const body of bodies) {
  const sent = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageAttributes: { kind: { DataType: "String", StringValue: "order" } } }));
  console.log(sent.MessageId);
}
