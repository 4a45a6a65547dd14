// The host: the only project that knows every room. One file for each verb in Commands/.
using System.CommandLine;
using Helhed.Commands;

var root = new RootCommand("Helhed, the open digital-health platform for a Danish region. Without a verb it serves.")
{
    ServeCommand.Make(),
    ImportCommand.Make(),
};
ServeCommand.AddTo(root);
return await root.Parse(args).InvokeAsync();
