using System.Diagnostics;
using ILComicGAN.Files;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>
/// Long work on the terminal: a line on stderr that is written over, and Ctrl-C as a request to stop. Where stderr is a file
/// only sentences are written.
/// </summary>
internal sealed class WorkProgress : IDisposable
{
    /// <summary>What the work gets to stop by itself: a large picture may keep it busy for long between two looks.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.7);

    private readonly bool _interactive = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _stop = new();
    private readonly TerminationSignal _signal;
    private readonly Lock _lock = new();
    private TimeSpan _shown = TimeSpan.MinValue;
    private Timer? _end;
    private bool _line;
    private bool _done;

    public WorkProgress()
    {
        _stop.Token.Register(() => _end = new Timer(_ => End(), null, s_patience, Timeout.InfiniteTimeSpan));
        _signal = new TerminationSignal(_stop);
        Console.CancelKeyPress += Cancel;
    }

    /// <summary>Asks the work to stop.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>How far it is, from 0 to 1.</summary>
    public void Show(string what, double share)
    {
        lock (_lock)
        {
            if (!_interactive || _clock.Elapsed - _shown < TimeSpan.FromMilliseconds(200))
            {
                return;
            }

            _shown = _clock.Elapsed;
            string left = share is > 0.01 and < 1 ? $"  {TimeLeft.Text(_clock.Elapsed * ((1 - share) / share))}" : "";
            Console.Error.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\r\u001b[2K{what}  {Math.Clamp(share, 0, 1):P0}{left}"));
            _line = true;
        }
    }

    /// <summary>A sentence for the user.</summary>
    public void Say(string sentence)
    {
        lock (_lock)
        {
            Clear();
            Console.Error.WriteLine(sentence);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _done = true;
            Clear();
        }

        _end?.Dispose();
        Console.CancelKeyPress -= Cancel;
        _signal.Dispose();
        _stop.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }

    /// <summary>Ends the program without waiting for the work, and leaves nothing half-made.</summary>
    private void End()
    {
        lock (_lock)
        {
            if (_done)
            {
                return;
            }

            Clear();
            OutputFolder.RemoveUnfinished();
            Console.Error.WriteLine(Failures.Stopped);
        }

        Environment.Exit(ExitCode.Failure);
    }

    private void Clear()
    {
        if (_line)
        {
            Console.Error.Write("\r\u001b[2K");
            _line = false;
        }
    }
}
