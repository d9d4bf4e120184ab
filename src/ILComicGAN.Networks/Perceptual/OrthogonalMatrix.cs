using System.Numerics.Tensors;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Networks.Perceptual;

/// <summary>Random matrices whose rows (or columns, if there are more rows) are orthonormal.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>A row-major matrix by Gram–Schmidt on normally distributed vectors, each made orthogonal twice for accuracy.</summary>
    public static float[] Create(int rows, int columns, RandomStream random)
    {
        bool transposed = rows > columns;
        (int vectors, int length) = transposed ? (columns, rows) : (rows, columns);
        float[][] basis = new float[vectors][];
        for (int i = 0; i < vectors; i++)
        {
            float[] vector = basis[i] = new float[length];
            random.FillNormal(vector);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                {
                    float along = TensorPrimitives.Dot<float>(basis[j], vector);
                    TensorPrimitives.MultiplyAdd<float>(basis[j], -along, vector, vector);
                }

                TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
            }
        }

        float[] matrix = new float[(long)rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                matrix[(r * columns) + c] = transposed ? basis[c][r] : basis[r][c];
            }
        }

        return matrix;
    }
}
