namespace ILComicGAN.Training.Runs;

/// <summary>
/// Lets a run continue when one of its files cannot be written, usually because the disk is full: reports it once, lets
/// the file be tried again the next time, and reports when it works again.
/// </summary>
/// <param name="say">Gets the sentences.</param>
internal sealed class WriteTroubles(Action<string> say)
{
    private readonly HashSet<string> _failing = [];

    /// <summary>Writes something.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="write">Writes it, or throws and leaves what was there.</param>
    /// <param name="consequence">A sentence on what that means, for the first failure.</param>
    /// <returns>Whether it was written.</returns>
    public bool Try(string what, Action write, Func<string>? consequence = null)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_failing.Add(what))
            {
                string rest = consequence is null ? "" : " " + consequence();
                say($"The {what} could not be written: {e.Message.TrimEnd('.')}. The run goes on and tries again the next time.{rest}");
            }

            return false;
        }

        if (_failing.Remove(what))
        {
            say($"The {what} could be written again.");
        }

        return true;
    }
}
