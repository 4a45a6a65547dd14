// Drives a running server with the npm client fhirclient: node drive.cjs http://host/fhir MARK
// Every step that holds is printed; the first one that does not ends the program with 1.
const assert = require('node:assert/strict');
const smart = require('fhirclient');

const [serverUrl, mark] = process.argv.slice(2);

async function login() {
  // The demo system's client: OAuth 2 client credentials, at the address that the server announces.
  const origin = new URL(serverUrl).origin;
  const answer = await fetch(`${origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'demo-system', client_secret: 'demo-system' }),
  });
  assert.equal(answer.status, 200);
  return smart({ headers: {}, url: '/' }, {}, {}).client({ serverUrl, tokenResponse: await answer.json() });
}

async function fails(status, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.status ?? error.statusCode, status, String(error));
    return true;
  });
}

function said(step) {
  console.log(`ok ${step}`);
}

async function resources(client) {
  const organization = await client.create({ resourceType: 'Organization', name: `${mark} clinic` });
  assert.ok(organization.id);
  assert.equal(organization.meta.versionId, '1');
  const patients = [];
  for (let i = 0; i < 7; i++) {
    patients.push(await client.update({
      resourceType: 'Patient', id: `${mark}-${i}`, name: [{ family: mark, given: [`no${i}`] }], birthDate: `198${i}-01-01`,
      managingOrganization: { reference: `Organization/${organization.id}` },
    }));
  }
  assert.deepEqual(patients.map((p) => p.meta.versionId), Array(7).fill('1'));
  for (let i = 0; i < 3; i++) {
    await client.create({
      resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'urn:c', code: mark }] },
      subject: { reference: `Patient/${mark}-${i}` }, performer: [{ reference: `Organization/${organization.id}` }], effectiveDateTime: `2026-01-0${i + 1}T10:00:00+01:00`,
    });
  }
  said('create and update');
  return organization;
}

async function read(client) {
  const patient = await client.request(`Patient/${mark}-0`);
  assert.equal(patient.name[0].family, mark);
  await fails(404, () => client.request(`Patient/${mark}-none`));
  said('read');
}

async function search(client) {
  const bundle = await client.request(`Patient?family=${mark}&_count=3&_total=accurate`);
  assert.equal(bundle.type, 'searchset');
  assert.equal(bundle.total, 7);
  assert.equal(bundle.entry.length, 3);
  const onePage = await client.request(`Patient?family=${mark}&_sort=birthdate&_count=3`, { flat: true });
  assert.deepEqual(onePage.map((p) => p.id), [0, 1, 2].map((i) => `${mark}-${i}`));
  const all = await client.request(`Patient?family=${mark}&_sort=birthdate&_count=3`, { flat: true, pageLimit: 0 });
  assert.deepEqual(all.map((p) => p.id), [0, 1, 2, 3, 4, 5, 6].map((i) => `${mark}-${i}`));
  const pages = await client.request(`Patient?family=${mark}&_sort=-birthdate&_count=2`, { pageLimit: 3 });
  assert.equal(pages.length, 3);
  assert.deepEqual(pages.flatMap((p) => p.entry.map((e) => e.resource.id)), [6, 5, 4, 3, 2, 1].map((i) => `${mark}-${i}`));
  said('search, flat and by pages');
  const seen = [];
  await client.request(`Patient?family=${mark}&_count=4`, { pageLimit: 0, onPage: (page) => { seen.push(page.entry.length); } });
  assert.deepEqual(seen, [4, 3]);
  said('onPage');
  await fails(400, () => client.request('Patient?no-such-parameter=x'));
  said('a refused search');
}

async function references(client, organization) {
  const observations = await client.request(`Observation?code=urn:c|${mark}&_sort=date`, { flat: true, pageLimit: 0, resolveReferences: ['subject', 'performer.0'] });
  assert.equal(observations.length, 3);
  assert.deepEqual(observations.map((o) => o.subject.id), [0, 1, 2].map((i) => `${mark}-${i}`));
  assert.ok(observations.every((o) => o.performer[0].name === organization.name));
  const { data, references } = await client.request(`Patient/${mark}-0`, { graph: false, resolveReferences: 'managingOrganization' });
  assert.equal(data.id, `${mark}-0`);
  assert.equal(references[`Organization/${organization.id}`].name, organization.name);
  said('resolveReferences');
}

async function changes(client) {
  const id = `${mark}-0`;
  const updated = await client.update({ resourceType: 'Patient', id, gender: 'female', name: [{ family: mark }] });
  assert.equal(updated.meta.versionId, '2');
  const patched = await client.patch(`Patient/${id}`, [{ op: 'replace', path: '/gender', value: 'other' }]);
  assert.equal(patched.gender, 'other');
  assert.equal((await client.request(`Patient/${id}`)).meta.versionId, '3');
  assert.equal((await client.request(`Patient/${id}/_history/1`)).gender, undefined);
  said('update, patch and an earlier version');
  await fails(422, () => client.patch(`Patient/${id}`, [{ op: 'test', path: '/gender', value: 'male' }]));
  await fails(400, () => client.create({ resourceType: 'Patient', colour: 'blue' }));
  await fails(412, () => client.update({ resourceType: 'Patient', id }, { headers: { 'if-match': 'W/"1"' } }));
  said('refused changes');
  await client.delete(`Patient/${id}`);
  await fails(410, () => client.request(`Patient/${id}`));
  assert.equal((await client.request(`Patient?family=${mark}`, { flat: true })).length, 6);
  said('delete');
}

async function operations(client) {
  const everything = await client.request(`Patient/${mark}-1/$everything`, { flat: true });
  assert.deepEqual(everything.map((r) => r.resourceType).sort(), ['Observation', 'Organization', 'Patient']);
  const statement = await client.request('metadata');
  assert.equal(statement.resourceType, 'CapabilityStatement');
  assert.equal(await client.getFhirVersion(), '4.0.1');
  assert.equal(await client.getFhirRelease(), 4);
  const answer = await client.request({ url: '', method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify({
    resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: `Patient/${mark}-1` } }],
  }) });
  assert.equal(answer.type, 'batch-response');
  said('operations, metadata and a batch');
}

(async () => {
  const client = await login();
  said('login');
  const organization = await resources(client);
  await read(client);
  await search(client);
  await references(client, organization);
  await changes(client);
  await operations(client);
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
