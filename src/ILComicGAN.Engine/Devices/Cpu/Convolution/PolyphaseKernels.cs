using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The 2×2 kernels that a 3×3 kernel falls apart into along each direction where two pictures of different resolution meet,
/// one for each phase of the larger picture. A phase's tap is the sum of some of the three.
/// </summary>
internal static unsafe class PolyphaseKernels
{
    /// <summary>Phases in both directions, by rows.</summary>
    public const int Phases = 4;

    /// <summary>
    /// Which of g₀, g₁, g₂ (bits 0, 1, 2) make up the taps of an output's even and odd phase where the input is enlarged:
    /// y[2i] = g₀·x[i−1] + (g₁ + g₂)·x[i] and y[2i+1] = (g₀ + g₁)·x[i] + g₂·x[i+1].
    /// </summary>
    public static readonly int[][] Doubling = [[0b001, 0b110], [0b011, 0b100]];

    /// <summary>
    /// The same for the even and odd phase of what a convolution with stride 2 reads:
    /// y[i] = g₀·x[2i] + g₂·x[2i+2] and g₁·x[2i+1].
    /// </summary>
    public static readonly int[][] Halving = [[0b001, 0b100], [0b010, 0]];

    /// <summary>The 2×2 kernels of one phase, for as many 3×3 kernels as there are lanes.</summary>
    /// <param name="taps">As <see cref="Doubling"/> says.</param>
    /// <param name="phase">0 to 3.</param>
    /// <param name="g">3×3 kernels, [9][lanes].</param>
    /// <param name="lanes">Kernels.</param>
    /// <param name="h">2×2 kernels, [4][lanes].</param>
    public static void Fill(int[][] taps, int phase, float* g, int lanes, float* h)
    {
        for (int element = 0; element < 4; element++, h += lanes)
        {
            (int down, int across) = (taps[phase / 2][element / 2], taps[phase % 2][element % 2]);
            new Span<float>(h, lanes).Clear();
            for (int tap = 0; tap < 9; tap++)
            {
                if (((down >> (tap / 3)) & (across >> (tap % 3)) & 1) == 1)
                {
                    for (int lane = 0; lane < lanes; lane++)
                    {
                        h[lane] += g[(tap * lanes) + lane];
                    }
                }
            }
        }
    }
}
