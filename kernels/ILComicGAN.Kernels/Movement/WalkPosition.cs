namespace ILComicGAN.Kernels.Movement;

/// <summary>A flat index that is being taken apart from the innermost dimension outwards.</summary>
internal struct WalkPosition
{
    public long Rest;
    public long First;
    public long Second;

    public readonly WalkPosition Advance(int size, long first, long second)
    {
        if (Rest == 0)
        {
            return this;
        }

        // A 64-bit division is some hundred instructions; nearly all tensors need only the 32-bit one.
        long next = Rest <= int.MaxValue ? (long)((uint)Rest / (uint)size) : Rest / size;
        long position = Rest - (next * size);
        return new WalkPosition
        {
            Rest = next,
            First = First + (position * first),
            Second = Second + (position * second),
        };
    }
}
