using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// Two numbers that stay in registers. ptxas would rather compute a place from the thread's index again in every round of
/// a loop than keep it; once it has been through shared memory it cannot know how.
/// </summary>
internal readonly struct Kept(int first, int second)
{
    public readonly int First = first, Second = second;

    /// <summary>All threads of the group must call this; <paramref name="memory"/> has two words for each and is free afterwards.</summary>
    public static Kept Through(ArrayView<int> memory, int thread, int first, int second)
    {
        memory[2 * thread] = first;
        memory[(2 * thread) + 1] = second;
        Group.Barrier();
        Kept kept = new(memory[2 * thread], memory[(2 * thread) + 1]);
        Group.Barrier();
        return kept;
    }
}
