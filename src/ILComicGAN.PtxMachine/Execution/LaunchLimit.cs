using System.Diagnostics;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>When a launch is given up: a warp ran too many instructions, the time is over, or somebody stops it.</summary>
/// <param name="instructions">For each warp.</param>
/// <param name="time">For the launch; null for no limit.</param>
/// <param name="stop">Ends it.</param>
internal sealed class LaunchLimit(long instructions, TimeSpan? time, CancellationToken stop)
{
    /// <summary>What a warp may run on after the sanitizer found something: a loop that waits for memory that is gone never ends.</summary>
    private const long AfterFinding = 1 << 16;

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Looks at a warp between two of its turns.</summary>
    /// <param name="program">What it runs.</param>
    /// <param name="warp">The warp.</param>
    /// <param name="found">Whether the sanitizer has found something.</param>
    /// <exception cref="MachineFaultException">It is given up.</exception>
    /// <exception cref="OperationCanceledException">It is stopped.</exception>
    public void Check(KernelProgram program, Warp warp, bool found)
    {
        stop.ThrowIfCancellationRequested();
        if (found)
        {
            warp.LastInstruction ??= warp.Instructions + AfterFinding;
        }

        if (warp.Instructions >= Math.Min(instructions, warp.LastInstruction ?? long.MaxValue))
        {
            throw new MachineFaultException(
                $"{Where(program, warp)}: a warp has run {warp.Instructions:N0} instructions without an end; a loop that never ends, or {nameof(MachineOptions.MaxInstructions)} is too small");
        }

        if (time is { } most && Stopwatch.GetElapsedTime(_start) > most)
        {
            throw new MachineFaultException($"{Where(program, warp)}: the launch has taken longer than {nameof(MachineOptions.MaxTime)}, {most.TotalSeconds:0.###} s");
        }
    }

    private static string Where(KernelProgram program, Warp warp) =>
        $"{program.Name}, PTX line {program.Blocks[warp.Block].All.FirstOrDefault()?.Statement.Line ?? 0}";
}
