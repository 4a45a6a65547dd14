global using Microsoft.Playwright;
global using Xunit;

[assembly: AssemblyFixture(typeof(Helhed.Tests.Browser.Site))]

// One host and one browser for all; side by side they would only wait for each other on two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
