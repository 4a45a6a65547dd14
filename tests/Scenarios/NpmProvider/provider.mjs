// A certified OpenID provider for the tests. Who logs in stands in login_hint, as a form: cpr=…&loa=…&name=…
// Clients register themselves. Prints its address when it listens.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://localhost:${server.address().port}`;

const provider = new Provider(issuer, {
  claims: { openid: ["sub"], who: ["cpr", "autid", "loa", "name"] },
  scopes: ["openid", "who"],
  cookies: { keys: ["test"] },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // It refuses to call this machine, where all the tests are.
  fetch: (address, { dispatcher, ...options }) => globalThis.fetch(address, options),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...Object.fromEntries(new URLSearchParams(id)) }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid who");
    await grant.save();
    return grant;
  },
});

const callback = provider.callback();
server.on("request", async (request, response) => {
  try {
    if (request.url.startsWith("/interaction/")) {
      const { params } = await provider.interactionDetails(request, response);
      await provider.interactionFinished(request, response, { login: { accountId: params.login_hint } });
    } else {
      callback(request, response);
    }
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
console.log(issuer);
process.stdin.resume();
process.stdin.on("end", () => process.exit()); // gone with the tests that started it
