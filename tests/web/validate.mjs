// Do the descriptions in proto/ keep the standards they name? OpenAPI 3.1 by @seriousme/openapi-schema-validator, AsyncAPI 3.0 by
// the standard's own schema. `npm run lint` runs it. What they say is held to the code by descriptions_test.py and
// bus_description_test.cpp.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';
import { parseDocument } from 'yaml';

const proto = new URL('../../proto/', import.meta.url);

function read(name) {
  const document = parseDocument(readFileSync(new URL(name, proto), 'utf8'), { strict: true, uniqueKeys: true });
  for (const problem of [...document.errors, ...document.warnings]) complain(name, problem.message);
  return document.toJS();
}

let complaints = 0;
function complain(name, what) {
  complaints += 1;
  console.error(`proto/${name}: ${what}`);
}

async function checkOpenApi(name) {
  const result = await new Validator().validate(read(name));
  for (const error of result.valid ? [] : [result.errors].flat())
    complain(name, typeof error === 'string' ? error : `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

const specs = createRequire(import.meta.url)('@asyncapi/specs');
function checkAsyncApi(name) {
  const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(specs.schemasWithoutId['3.0.0']);
  const description = read(name);
  if (!check(description)) for (const error of check.errors) complain(name, `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  for (const reference of JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g))
    if (!reference[1].startsWith('#/')) complain(name, `a reader cannot follow $ref: ${reference[1]}`);
}

await checkOpenApi('desk.openapi.yaml');
checkAsyncApi('bus.asyncapi.yaml');
checkAsyncApi('desk.asyncapi.yaml');
if (complaints > 0) process.exit(1);
console.log('proto: three descriptions keep their standards');
