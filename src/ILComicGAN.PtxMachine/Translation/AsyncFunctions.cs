using System.Numerics;
using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>Asynchronous copies of a warp.</summary>
internal static unsafe class AsyncFunctions
{
    /// <summary>Waits for everything.</summary>
    public const int All = -1;

    public static void Copy(byte* frame, uint mask, WarpContext context, int index)
    {
        AsyncCopy copy = context.Program.Copies[index];
        int bytes = copy.Destination.Bytes;
        uint reading = mask;
        for (uint left = copy.SourceBytes is null ? 0 : mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            long given = copy.SourceBytes!.Value.Read(frame, lane);
            reading &= given == 0 ? ~(1u << lane) : uint.MaxValue;
            if (given != 0 && given != bytes)
            {
                throw new MachineFaultException(
                    $"{context.Program.Name}, {MemoryFunctions.Where(copy.Source)}: a source of {given} of {bytes} bytes is not supported; all or none are");
            }
        }

        long* from = stackalloc long[32];
        long* to = stackalloc long[32];
        reading = MemoryFunctions.Allowed(frame, reading, context, copy.Source, from);
        uint writing = MemoryFunctions.Allowed(frame, mask, context, copy.Destination, to);
        byte* zeros = stackalloc byte[16];
        new Span<byte>(zeros, 16).Clear();
        for (uint left = writing; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            context.Copies.Add(lane, to[lane], new ReadOnlySpan<byte>((reading >> lane & 1) != 0 ? (void*)from[lane] : zeros, bytes));
        }
    }

    public static void Commit(byte* frame, uint mask, WarpContext context, int index) => context.Copies.Commit(mask);

    public static void Wait(byte* frame, uint mask, WarpContext context, int left) => context.Copies.Complete(
        mask, left, context.Observer is { } observer ? (lane, target, bytes) => observer.CompleteCopy(context, lane, target, bytes) : null);
}
