'use strict';
// ${file(./pinned-dotnet-layer.js):arn} is the newest published version of the layer, as layers.json has it for the provider's region and architecture.
const fs = require('node:fs');
const path = require('node:path');

const LAYER_NAME = 'pintle-core';

module.exports = async ({ resolveVariable }) => {
  const file = process.env.LAYERS_FILE ?? path.join(__dirname, 'layers.json');
  const region = await resolveVariable('self:provider.region');
  const architecture = await resolveVariable("self:provider.architecture, 'x86_64'");
  const there = JSON.parse(fs.readFileSync(file, 'utf8')).layers.filter((layer) => layer.name === LAYER_NAME && layer.region === region && layer.architecture === architecture);
  if (there.length === 0) throw new Error(`Expected an ${architecture} version of ${LAYER_NAME} in ${region}, but ${file} has none. Publish it there.`);
  const newest = there.reduce((one, other) => (other.version > one.version ? other : one));
  return { arn: newest.arn, dotnet: newest.dotnet };
};
