using System.Globalization;
using System.Runtime.InteropServices;

namespace ILComicGAN.Cli;

/// <summary>
/// Lets a request to end (SIGTERM of a shutdown or a job scheduler, SIGHUP of a closed terminal or a lost connection, and
/// Windows' events for both) end the work as Ctrl-C does: after the step, saved.
/// </summary>
internal sealed class TerminationSignal : IDisposable
{
    /// <summary>Windows ends a program five seconds after its window was closed, or as soon as the handler returns.</summary>
    private static readonly TimeSpan s_patienceOfWindows = TimeSpan.FromSeconds(4.5);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ManualResetEventSlim _done = new();
    private readonly CancellationTokenSource _stop;

    public TerminationSignal(CancellationTokenSource stop)
    {
        _stop = stop;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, End));
        if (!HangUpIsIgnored())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, End));
        }
    }

    public void Dispose()
    {
        _done.Set();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP)
        {
            LeaveTheTerminal();
        }

        _stop.Cancel();
        if (OperatingSystem.IsWindows())
        {
            _done.Wait(s_patienceOfWindows);
        }
    }

    /// <summary>The terminal may be gone, and writing to it an error; where output goes to a file it stays.</summary>
    private static void LeaveTheTerminal()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.SetError(TextWriter.Null);
        }

        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(TextWriter.Null);
        }
    }

    /// <summary>“nohup” starts a program that is to outlive its terminal by ignoring the signal; that must stay so.</summary>
    private static bool HangUpIsIgnored()
    {
        const string Ignored = "SigIgn:";
        try
        {
            string? line = OperatingSystem.IsLinux()
                ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
                : null;
            return line is not null
                && ulong.TryParse(line[Ignored.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong signals)
                && (signals & 1) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
