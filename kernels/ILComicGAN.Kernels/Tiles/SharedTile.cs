using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// The four ways in which the threads of a group share out a tile. Which one suits depends on the direction in which
/// the operand lies contiguous in global memory.
/// </summary>
internal static class SharedTile
{
    /// <summary>A row of the tile in 128-bit words; the extra one turns the banks by four from row to row.</summary>
    public static int Pitch<TExtent>()
        where TExtent : struct, IExtent => (default(TExtent).Width / 4) + 1;

    /// <summary>The fragments of eight that each thread carries.</summary>
    public static int Parts<TExtent>()
        where TExtent : struct, IExtent => Tile.Depth * default(TExtent).Width / (8 * default(TExtent).Threads);

    // ---- Along k: a thread has one position and eight successive k. ---------------------------------------------------

    public static int PositionAlongK<TExtent>(int thread)
        where TExtent : struct, IExtent => thread & (default(TExtent).Width - 1);

    public static int FirstAlongK<TExtent>(int thread, int part)
        where TExtent : struct, IExtent => (8 * (thread / default(TExtent).Width)) + PartAlongK<TExtent>(part);

    /// <summary>From a thread's first part to another one.</summary>
    public static int PartAlongK<TExtent>(int part)
        where TExtent : struct, IExtent => 8 * part * (default(TExtent).Threads / default(TExtent).Width);

    public static ArrayView<float> PlaceAlongK<TExtent>(ArrayView<Float4> tile, int thread)
        where TExtent : struct, IExtent =>
        Place(tile.Cast<float>(), tile, thread, (FirstAlongK<TExtent>(thread, 0) * Pitch<TExtent>() * 4) + PositionAlongK<TExtent>(thread));

    /// <summary>Eight 32-bit stores, one a row; a warp's lanes lie beside each other: no bank conflict.</summary>
    public static void StoreAlongK<TExtent>(ArrayView<float> place, Fragment values, int part)
        where TExtent : struct, IExtent
    {
        int pitch = Pitch<TExtent>() * 4;
        Store(place.SubView(PartAlongK<TExtent>(part) * pitch), values, pitch, 4 * pitch);
    }

    // ---- In pairs along k: two lanes share a position's 32 bytes, a whole sector of global memory. --------------------

    public static int PositionInPairs<TExtent>(int thread, int part)
        where TExtent : struct, IExtent => (thread >> 1) + PartInPairs<TExtent>(part);

    /// <summary>From the position of a thread's first part to that of another one.</summary>
    public static int PartInPairs<TExtent>(int part)
        where TExtent : struct, IExtent => part * (default(TExtent).Threads / 2);

    /// <summary>The first k of a fragment's low half; the high half's is eight further.</summary>
    public static int FirstInPairs(int thread) => 4 * (thread & 1);

    public static ArrayView<float> PlaceInPairs<TExtent>(ArrayView<Float4> tile, int thread)
        where TExtent : struct, IExtent =>
        Place(tile.Cast<float>(), tile, thread, (FirstInPairs(thread) * Pitch<TExtent>() * 4) + PositionInPairs<TExtent>(thread, 0));

    /// <summary>Eight 32-bit stores; a pair's lanes are four rows and so sixteen banks apart: no conflict.</summary>
    public static void StoreInPairs<TExtent>(ArrayView<float> place, Fragment values, int part)
        where TExtent : struct, IExtent
    {
        int pitch = Pitch<TExtent>() * 4;
        Store(place.SubView(PartInPairs<TExtent>(part)), values, pitch, 8 * pitch);
    }

    // ---- Across: a thread has two k and four successive positions of each. --------------------------------------------

    /// <summary>In words of four positions.</summary>
    public static int WordAcross<TExtent>(int thread)
        where TExtent : struct, IExtent => thread & ((default(TExtent).Width / 4) - 1);

    public static int FirstAcross<TExtent>(int thread, int part)
        where TExtent : struct, IExtent => (thread / (default(TExtent).Width / 4)) + PartAcross<TExtent>(part);

    public static int PartAcross<TExtent>(int part)
        where TExtent : struct, IExtent => 2 * part * StepAcross<TExtent>();

    /// <summary>From a fragment's low half to its high half.</summary>
    public static int StepAcross<TExtent>()
        where TExtent : struct, IExtent => default(TExtent).Threads / (default(TExtent).Width / 4);

    public static ArrayView<Float4> PlaceAcross<TExtent>(ArrayView<Float4> tile, int thread)
        where TExtent : struct, IExtent =>
        Place(tile, tile, thread, (FirstAcross<TExtent>(thread, 0) * Pitch<TExtent>()) + WordAcross<TExtent>(thread));

    /// <summary>Two 128-bit stores; eight lanes fill a row of banks: no conflict.</summary>
    public static void StoreAcross<TExtent>(ArrayView<Float4> place, Fragment values, int part)
        where TExtent : struct, IExtent
    {
        ArrayView<Float4> at = place.SubView(PartAcross<TExtent>(part) * Pitch<TExtent>());
        at[0] = values.Low;
        at[StepAcross<TExtent>() * Pitch<TExtent>()] = values.High;
    }

    // ---- Scattered: a thread has one k and eight positions apart. -----------------------------------------------------

    public static int KOfScattered(int thread) => thread & (Tile.Depth - 1);

    public static int FirstScattered<TExtent>(int thread, int part)
        where TExtent : struct, IExtent => (thread / Tile.Depth) + (8 * part * StepScattered<TExtent>());

    /// <summary>From one of a thread's positions to the next.</summary>
    public static int StepScattered<TExtent>()
        where TExtent : struct, IExtent => default(TExtent).Threads / Tile.Depth;

    public static ArrayView<float> PlaceScattered<TExtent>(ArrayView<Float4> tile, int thread)
        where TExtent : struct, IExtent =>
        Place(tile.Cast<float>(), tile, thread, (KOfScattered(thread) * Pitch<TExtent>() * 4) + FirstScattered<TExtent>(thread, 0));

    /// <summary>Eight 32-bit stores; k and k + 8 meet in a bank: two-way conflicts.</summary>
    public static void StoreScattered<TExtent>(ArrayView<float> place, Fragment values, int part)
        where TExtent : struct, IExtent
    {
        int step = StepScattered<TExtent>();
        Store(place.SubView(8 * part * step), values, step, 4 * step);
    }

    /// <summary>A fragment's low half from <paramref name="at"/> on and its high half from <paramref name="high"/> on, each by steps.</summary>
    private static void Store(ArrayView<float> at, Fragment values, int step, int high)
    {
        at[0] = values.Low.X;
        at[step] = values.Low.Y;
        at[2 * step] = values.Low.Z;
        at[3 * step] = values.Low.W;
        at[high] = values.High.X;
        at[high + step] = values.High.Y;
        at[high + (2 * step)] = values.High.Z;
        at[high + (3 * step)] = values.High.W;
    }

    private static ArrayView<T> Place<T>(ArrayView<T> elements, ArrayView<Float4> tile, int thread, int index)
        where T : unmanaged => elements.SubView(Kept.Through(tile.Cast<int>(), thread, index, index).First);
}
