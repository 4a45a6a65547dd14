// Drives a running server in demo mode with the npm package openid-client: node drive.mjs http://host MARK
// Every step that holds is printed; the first one that does not ends the program with 1.
import assert from 'node:assert/strict';
import * as client from 'openid-client';

const [origin, mark] = process.argv.slice(2);
const redirect = `https://${mark}.example.org/callback`;
const scope = 'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs';
const options = { execute: [client.allowInsecureRequests] };

function said(step) {
  console.log(`ok ${step}`);
}

// What a browser keeps: cookies, and nothing else.
class Browser {
  cookies = new Map();

  async go(url, init = {}) {
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie: [...this.cookies].map(([n, v]) => `${n}=${v}`).join('; '), accept: 'text/html', origin } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    return answer;
  }

  // Answers the consent page with all that is asked, or without what is left out.
  async consent(url, leaveOut = () => false) {
    let answer = await this.go(url);
    assert.equal(answer.status, 303);
    const page = new URL(answer.headers.get('location'), origin);
    if (page.origin !== origin) return page;
    answer = await this.go(page);
    const html = await answer.text();
    assert.equal(answer.status, 200, html);
    const form = new URLSearchParams({ svar: 'giv', 'form-token': /name="form-token"[^>]*value="([^"]+)"/.exec(html)[1] });
    for (const [, value] of html.matchAll(/name="giv" value="([^"]+)"/g)) if (!leaveOut(value)) form.append('giv', value);
    answer = await this.go(page, { method: 'POST', body: form });
    assert.equal(answer.status, 303, await answer.text());
    return new URL(answer.headers.get('location'));
  }
}

async function flow(config, browser, leaveOut) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirect, scope, state, nonce, aud: `${origin}/fhir`,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const back = await browser.consent(url, leaveOut);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  return { back, checks, tokens: await client.authorizationCodeGrant(config, back, checks) };
}

async function fails(error, call) {
  await assert.rejects(call, (e) => {
    assert.equal(e.error ?? e.cause?.error, error, String(e));
    return true;
  });
}

async function confidential(browser) {
  const config = await client.dynamicClientRegistration(new URL(origin), {
    client_name: `${mark} secret`, redirect_uris: [redirect], scope, token_endpoint_auth_method: 'client_secret_basic',
  }, undefined, options);
  client.enableNonRepudiationChecks(config); // the id token's signature is checked against the published keys
  said('discovery and registration');

  const { back, checks, tokens } = await flow(config, browser, (value) => value.startsWith('patient/Observation'));
  assert.equal(tokens.patient, 'citizen-copd');
  assert.equal(tokens.scope, 'openid fhirUser launch/patient offline_access patient/Patient.rs');
  assert.equal(tokens.claims().fhirUser, `${origin}/fhir/Patient/citizen-copd`);
  said('code flow with PKCE, iss and a signed id token');

  const found = await client.fetchProtectedResource(config, tokens.access_token, new URL(`${origin}/fhir/Patient?_count=1`), 'GET');
  assert.equal(found.status, 200);
  said('the API');

  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
  const told = await client.tokenIntrospection(config, refreshed.access_token);
  assert.deepEqual([told.active, told.client_id, told.patient], [true, config.clientMetadata().client_id, 'citizen-copd']);
  said('refresh and introspection');

  await fails('invalid_grant', () => client.refreshTokenGrant(config, tokens.refresh_token));
  assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, false);
  await fails('invalid_grant', () => client.authorizationCodeGrant(config, back, checks));
  said('a token or a code that comes twice');

  const other = await flow(config, browser);
  await client.tokenRevocation(config, other.tokens.refresh_token);
  assert.equal((await client.tokenIntrospection(config, other.tokens.access_token)).active, false);
  said('revocation');
}

async function withKey(browser) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign', 'verify']);
  const jwk = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: mark, use: 'sig', alg: 'ES384' };
  const auth = client.PrivateKeyJwt({ key: pair.privateKey, kid: mark });
  const metadata = { jwks: { keys: [jwk] }, token_endpoint_auth_method: 'private_key_jwt' };

  const app = await client.dynamicClientRegistration(new URL(origin), { client_name: `${mark} key`, redirect_uris: [redirect], scope, ...metadata }, auth, options);
  const { tokens } = await flow(app, browser);
  assert.ok((await client.refreshTokenGrant(app, tokens.refresh_token)).access_token);
  said('private_key_jwt');

  const backend = await client.dynamicClientRegistration(new URL(origin), {
    client_name: `${mark} backend`, scope: 'system/Organization.rs', grant_types: ['client_credentials'], ...metadata,
  }, auth, options);
  const given = await client.clientCredentialsGrant(backend, { scope: 'system/*.read' });
  assert.deepEqual([given.scope, given.expires_in, given.refresh_token], ['system/Organization.rs', 300, undefined]);
  const found = await client.fetchProtectedResource(backend, given.access_token, new URL(`${origin}/fhir/Organization?_count=1`), 'GET');
  assert.equal(found.status, 200);
  await fails('invalid_scope', () => client.clientCredentialsGrant(backend, { scope: 'system/Patient.rs' }));
  said('Backend Services');
}

async function publicApp(browser) {
  const config = await client.dynamicClientRegistration(new URL(origin), {
    client_name: `${mark} public`, redirect_uris: [redirect], scope, token_endpoint_auth_method: 'none',
  }, client.None(), options);
  const { tokens } = await flow(config, browser);
  assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
  await client.tokenRevocation(config, tokens.access_token);
  said('a public app');
}

const browser = new Browser();
await browser.go(`${origin}/demo/login?as=citizen-copd`);
await confidential(browser);
await withKey(browser);
await publicApp(browser);
