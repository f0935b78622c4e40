#!/bin/sh
# Prints the ARN of the newest version of a layer that layers.json has: layer-arn.sh REGION NAME [ARCHITECTURE] [FILE]. Needs jq.
set -eu
if [ $# -lt 2 ]; then
    echo "usage: layer-arn.sh REGION NAME [x86_64|arm64] [layers.json]" >&2
    exit 2
fi
region=$1 name=$2 architecture=${3:-x86_64} file=${4:-layers.json}
jq --raw-output --exit-status --arg region "$region" --arg name "$name" --arg architecture "$architecture" '
    [.layers[] | select(.region == $region and .name == $name and .architecture == $architecture)]
    | if length == 0 then error("no \($architecture) version of \($name) in \($region): publish it, or correct the words") else max_by(.version).arn end
' "$file"
