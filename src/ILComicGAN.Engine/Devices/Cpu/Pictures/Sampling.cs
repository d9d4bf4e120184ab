using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Devices.Cpu.Pictures;

/// <summary>The two source positions that make a target position, and the share of the second.</summary>
internal readonly record struct Sampling(int First, int Second, float Share)
{
    /// <summary>The table for one direction.</summary>
    public static Sampling[] Create(int inSize, int outSize, ResizeMode mode)
    {
        Sampling[] table = new Sampling[outSize];
        for (int i = 0; i < outSize; i++)
        {
            if (mode == ResizeMode.Nearest)
            {
                int nearest = (int)((long)i * inSize / outSize);
                table[i] = new Sampling(nearest, nearest, 0);
                continue;
            }

            double at = Math.Max(0, ((i + 0.5) * inSize / outSize) - 0.5);
            int first = Math.Min((int)at, inSize - 1);
            table[i] = new Sampling(first, Math.Min(first + 1, inSize - 1), (float)(at - first));
        }

        return table;
    }
}
