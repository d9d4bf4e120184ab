namespace ILComicGAN.Cli;

/// <summary>How far a large photo is, on one line of a terminal; nothing where stderr is a file or a pipe.</summary>
internal static class TileDisplay
{
    /// <summary>Shows how many tiles were computed.</summary>
    public static void Show(int done, int all)
    {
        if (!Console.IsErrorRedirected)
        {
            string line = $"{done} of {all} tiles";
            Console.Error.Write(done == all ? $"\r{new string(' ', line.Length)}\r" : $"\r{line}");
        }
    }
}
