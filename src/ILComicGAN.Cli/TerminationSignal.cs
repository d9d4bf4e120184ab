using System.Runtime.InteropServices;

namespace ILComicGAN.Cli;

/// <summary>Lets SIGTERM (a shutdown, a job scheduler) end the work as Ctrl-C does: after the step, saved.</summary>
internal sealed class TerminationSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    public TerminationSignal(CancellationTokenSource stop) =>
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

    public void Dispose() => _registration.Dispose();
}
