namespace ILComicGAN.Kernels.Movement;

/// <summary>
/// Up to six dimensions, padded with ones on the outside, and two strides for each; scalars since a kernel has no arrays.
/// </summary>
internal struct StridedWalk
{
    public int Size0, Size1, Size2, Size3, Size4, Size5;
    public long First0, First1, First2, First3, First4, First5;
    public long Second0, Second1, Second2, Second3, Second4, Second5;
    public long FirstOffset, SecondOffset;

    /// <summary>Where the element <paramref name="index"/> of the row-major walk lies for both strides.</summary>
    public readonly WalkPosition Locate(long index)
    {
        WalkPosition at = new() { Rest = index, First = FirstOffset, Second = SecondOffset };
        at = at.Advance(Size5, First5, Second5);
        at = at.Advance(Size4, First4, Second4);
        at = at.Advance(Size3, First3, Second3);
        at = at.Advance(Size2, First2, Second2);
        at = at.Advance(Size1, First1, Second1);
        return at.Advance(Size0, First0, Second0);
    }
}
