using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>mma.sync against plain products, with the fragments laid out as in the PTX manual's figures.</summary>
[TestFixture]
internal sealed class MatrixTests
{
    // The lanes' elements, written down from the manual and not from the machine: (group, t) = (lane / 4, lane % 4).

    private static (int Row, int K)[] PlacesOfA(string form, int lane)
    {
        (int g, int t) = (lane / 4, lane % 4);
        return form switch
        {
            "m16n8k8.f16" or "m16n8k8.bf16" => [(g, 2 * t), (g, (2 * t) + 1), (g + 8, 2 * t), (g + 8, (2 * t) + 1)],
            "m16n8k16.f16" or "m16n8k16.bf16" =>
            [
                (g, 2 * t), (g, (2 * t) + 1), (g + 8, 2 * t), (g + 8, (2 * t) + 1),
                (g, (2 * t) + 8), (g, (2 * t) + 9), (g + 8, (2 * t) + 8), (g + 8, (2 * t) + 9),
            ],
            "m16n8k4.tf32" => [(g, t), (g + 8, t)],
            _ => [(g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4)],
        };
    }

    private static (int K, int Column)[] PlacesOfB(string form, int lane)
    {
        (int g, int t) = (lane / 4, lane % 4);
        return form switch
        {
            "m16n8k8.f16" or "m16n8k8.bf16" => [(2 * t, g), ((2 * t) + 1, g)],
            "m16n8k16.f16" or "m16n8k16.bf16" => [(2 * t, g), ((2 * t) + 1, g), ((2 * t) + 8, g), ((2 * t) + 9, g)],
            "m16n8k4.tf32" => [(t, g)],
            _ => [(t, g), (t + 4, g)],
        };
    }

    [Test]
    public void ProductsAreRight(
        [Values("m16n8k8.f16", "m16n8k16.f16", "m16n8k8.bf16", "m16n8k16.bf16", "m16n8k4.tf32", "m16n8k8.tf32")] string form) =>
        Assert.That(Error(form, wrongLayout: false), Is.LessThan(1e-6));

    /// <summary>Rows g and g + 8 swapped in A's fragment: the sort of slip that only running the instruction shows.</summary>
    [Test]
    public void AWrongFragmentLayoutShows() => Assert.That(Error("m16n8k8.tf32", wrongLayout: true), Is.GreaterThan(0.1));

    private static double Error(string form, bool wrongLayout)
    {
        (string shape, string type) = (form.Split('.')[0], form.Split('.')[1]);
        int k = int.Parse(shape["m16n8k".Length..]);
        int perRegister = type == "tf32" ? 1 : 2;
        Random random = new(k + type.Length);
        float[,] a = new float[16, k], b = new float[k, 8], c = new float[16, 8];
        Fill(a);
        Fill(b);
        Fill(c);
        int aRegisters = 16 * k / 32 / perRegister, bRegisters = 8 * k / 32 / perRegister;
        uint[] words = new uint[32 * 10];
        for (int lane = 0; lane < 32; lane++)
        {
            uint[] own = new uint[10];
            (int Row, int K)[] placesA = PlacesOfA(form, lane);
            for (int i = 0; i < placesA.Length; i++)
            {
                (int row, int column) = placesA[i];
                own[i / perRegister] |= Encode(a[wrongLayout ? row ^ 8 : row, column], type) << (16 * (i % perRegister));
            }

            (int K, int Column)[] placesB = PlacesOfB(form, lane);
            for (int i = 0; i < placesB.Length; i++)
            {
                own[4 + (i / perRegister)] |= Encode(b[placesB[i].K, placesB[i].Column], type) << (16 * (i % perRegister));
            }

            for (int i = 0; i < 4; i++)
            {
                own[6 + i] = BitConverter.SingleToUInt32Bits(c[(lane / 4) + (8 * (i / 2)), (2 * (lane % 4)) + (i % 2)]);
            }

            own.CopyTo(words, 10 * lane);
        }

        string registersA = string.Join(", ", Enumerable.Range(1, aRegisters).Select(i => $"%r{i}"));
        string registersB = string.Join(", ", Enumerable.Range(5, bRegisters).Select(i => $"%r{i}"));
        string loads = string.Concat(Enumerable.Range(0, 6).Select(i => $"ld.global.b32 %r{i + 1}, [%d1+{4 * i}];\n"))
            + string.Concat(Enumerable.Range(0, 4).Select(i => $"ld.global.f32 %f{i}, [%d1+{24 + (4 * i)}];\n"));
        using Bench bench = new($$"""
            mul.wide.u32 %d1, %t, 40;
            add.s64 %d1, %d1, %x;
            {{loads}}
            mma.sync.aligned.{{shape}}.row.col.f32.{{type}}.{{type}}.f32 {%f4, %f5, %f6, %f7}, {{{registersA}}}, {{{registersB}}}, {%f0, %f1, %f2, %f3};
            mul.wide.u32 %d1, %t, 16;
            add.s64 %d1, %d1, %y;
            st.global.v4.f32 [%d1], {%f4, %f5, %f6, %f7};
            """);
        Allocation y = bench.Reserve(512);
        bench.Launch(1, 32, bench.Upload(words), y);
        float[] results = bench.Download<float>(y, 128);
        double worst = 0;
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 4; i++)
            {
                (int row, int column) = ((lane / 4) + (8 * (i / 2)), (2 * (lane % 4)) + (i % 2));
                double sum = c[row, column];
                for (int n = 0; n < k; n++)
                {
                    sum += (double)a[row, n] * b[n, column];
                }

                worst = Math.Max(worst, Math.Abs(results[(4 * lane) + i] - sum));
            }
        }

        return worst;

        // Numbers that all three formats hold exactly, so that only layout and sums are tested.
        void Fill(float[,] matrix)
        {
            for (int row = 0; row < matrix.GetLength(0); row++)
            {
                for (int column = 0; column < matrix.GetLength(1); column++)
                {
                    matrix[row, column] = random.Next(-128, 129) / 64f;
                }
            }
        }

        static uint Encode(float value, string type) => type switch
        {
            "f16" => BitConverter.HalfToUInt16Bits((Half)value),
            "bf16" => BitConverter.SingleToUInt32Bits(value) >> 16,
            // The lower thirteen bits of a tf32 operand are not looked at.
            _ => BitConverter.SingleToUInt32Bits(value) | 0x0ABC,
        };
    }
}
